// SPDX-License-Identifier: MIT

#include "reports/store/target.h"

#include <array>
#include <filesystem>
#include <memory>
#include <system_error>

#include <libpq-fe.h>

#include "reports/store/store.h"

namespace reports::store {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

/// How Poco says where in libpq it was. The server's sentence, or that of libpq, follows.
constexpr std::array<std::string_view, 8> kPocoWords = {
    "Connection attempt failed: ",
    "postgresql_stmt_prepare error: ",
    "postgresql_stmt_describe error: ",
    "postgresql_stmt_execute error: ",
    "Connection Error: ",
    "BEGIN statement failed:: ",
    "COMMIT statement failed:: ",
    "Corrupt image: ",
};

bool is_address(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

/// A path as SQLite takes it for one, whatever it begins with: by itself "file:..." would be an
/// address of its own form, and ":..." is kept for more like ":memory:".
std::string path_of(const std::string& text) {
  if (text.empty()) {
    throw Error(Error::Kind::cannot_open, "The database has no name; it is the path of a file");
  }
  if (text == ":memory:") {
    throw Error(Error::Kind::cannot_open,
                "Reports are kept in a file, not in the memory; ./:memory: is a file of that name");
  }
  return text.starts_with("file:") || text.starts_with(':') ? "./" + text : text;
}

/// What SQLite's words on a file mean, as far as the file system tells; its own words otherwise.
std::string explained(const std::string& path, const std::string& words) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (words.find("unable to open") != std::string::npos) {
    const fs::path folder = fs::path(path).parent_path();
    if (fs::is_directory(path, ignored)) return "it is a folder, not a file";
    if (!folder.empty() && !fs::exists(folder, ignored) && !ignored) {
      return "the folder " + folder.string() + " does not exist";
    }
    return words + "; the file and its folder must be readable and writable";
  }
  const bool is_read_only = words.find("readonly") != std::string::npos;
  return is_read_only ? words + "; the file and its folder must be writable" : words;
}

/// "file is not a database" of "file is not a database: file is not a database", as Poco says it.
std::string_view said_once(std::string_view message) {
  constexpr std::string_view kBetween = ": ";
  const std::size_t half = (message.size() - std::min(message.size(), kBetween.size())) / 2;
  const std::string_view first = message.substr(0, half);
  const bool is_twice = message.size() == 2 * half + kBetween.size() &&
                        message.substr(half, kBetween.size()) == kBetween &&
                        message.ends_with(first);
  return is_twice ? first : message;
}

/// The settings that an address consists of, ended by one without a keyword; null where it is not
/// in its form.
using Settings = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
Settings settings_of(const std::string& address) {
  char* message = nullptr;  // not for people: it has the whole address in it
  Settings settings(PQconninfoParse(address.c_str(), &message), &PQconninfoFree);
  PQfreemem(message);
  return settings;
}

/// "keyword=value" as libpq reads it. Poco cuts its connection string at blanks, in quotes too.
std::string assignment(std::string_view keyword, std::string_view value) {
  if (value.find_first_of(kBlanks) != std::string_view::npos) {
    throw Error(Error::Kind::cannot_open,
                "The " + std::string(keyword) +
                    " in the address of the PostgreSQL database has a blank in it, which is not"
                    " possible; a password can stand in PGPASSWORD or in a password file");
  }
  std::string text = std::string(keyword) + "=";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

/// What of the address is shown, from its settings.
struct Shown {
  std::string user;
  std::string host;
  std::string port;
  std::string database;

  void see(std::string_view keyword, const char* value) {
    if (keyword == "user") user = std::string(value) + "@";
    if (keyword == "host") host = value;
    if (keyword == "port") port = ":" + std::string(value);
    if (keyword == "dbname") database = value;
  }
  std::string text() const { return "postgresql://" + user + host + port + "/" + database; }
};

}  // namespace

Target read_target(const std::string& text) {
  if (!is_address(text)) return {&kSqlite, path_of(text), text, {}};
  const Settings settings = settings_of(text);
  if (!settings) {
    throw Error(Error::Kind::cannot_open,
                "The address of the PostgreSQL database is not in its form,"
                " postgresql://user:password@host:port/database");
  }
  Target target{&kPostgres, "client_encoding=UTF8", {}, {}};
  Shown shown;
  for (const PQconninfoOption* setting = settings.get(); setting->keyword != nullptr; ++setting) {
    const std::string_view keyword = setting->keyword;
    if (setting->val == nullptr || *setting->val == '\0' || keyword == "client_encoding") continue;
    target.connection += " " + assignment(keyword, setting->val);
    if (keyword == "password") target.password = setting->val;
    shown.see(keyword, setting->val);
  }
  target.name = shown.text();
  return target;
}

std::string shown(const Target& target, std::string_view message) {
  for (const std::string_view words : kPocoWords) {
    const std::size_t at = message.find(words);
    if (at != std::string_view::npos) message.remove_prefix(at + words.size());
  }
  std::string text(said_once(message.substr(0, message.find('\n'))));
  if (target.dialect == &kSqlite) return explained(target.name, text);
  if (target.password.empty()) return text;
  for (std::size_t at = text.find(target.password); at != std::string::npos;
       at = text.find(target.password, at + 3)) {
    text.replace(at, target.password.size(), "***");
  }
  return text;
}

}  // namespace reports::store
