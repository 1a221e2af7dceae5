// SPDX-License-Identifier: MIT

#include "reports/store/dialect.h"

#include <array>
#include <cstddef>

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>

#include "reports/store/schema.h"
#include "reports/store/store.h"

namespace reports::store {
namespace {

using namespace std::string_view_literals;

/// In WAL mode FULL is what makes a commit durable, and not only atomic. Foreign keys are not
/// looked at: each row added would cost a look-up.
constexpr std::array kSqliteSettings = {
    "PRAGMA busy_timeout = 10000"sv,  // milliseconds; see Store
    "PRAGMA synchronous = FULL"sv,        "PRAGMA foreign_keys = OFF"sv,
    "PRAGMA page_size = 16384"sv,  // octets, of a new file: adding is 7 % faster than by 4096
    "PRAGMA wal_autocheckpoint = 2000"sv,  // pages; by itself after each 1000
    "PRAGMA cache_size = -16000"sv,        // KiB
};

constexpr std::array kPostgresSettings = {
    "SET client_min_messages = warning"sv,  // libpq prints what is less
    "SET synchronous_commit = on"sv,
    "SET lock_timeout = '10s'"sv,
    "SET bytea_output = 'hex'"sv,
};

void replace_all(std::string& text, std::string_view token, std::string_view by) {
  for (std::size_t at = text.find(token); at != std::string::npos;
       at = text.find(token, at + by.size())) {
    text.replace(at, token.size(), by);
  }
}

/// 0 to 15; throws for what is no hexadecimal digit.
unsigned digit_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  throw Error(Error::Kind::not_a_database, "A kept payload is damaged: no hexadecimal digits");
}

}  // namespace

const Dialect kSqlite = {
    .connector = "sqlite",
    // Without it SQLite keeps rows twice, and adding takes 1.5 times as long.
    .clustered = "WITHOUT ROWID",
    .blob = "BLOB",
    .of_report =
        ", FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE",
    .text = "TEXT",
    .settings = kSqliteSettings,
    // Marks the file as ours ("Mvet"), and, as it writes, waits for others that do.
    .lock_schema = "PRAGMA application_id = {application_id}",
    .begin_reading = "BEGIN DEFERRED",
    .count_tables = "SELECT COUNT(*) FROM sqlite_master",
    .count_own_tables =
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"
        " AND name IN ('schema_version', 'report_number')",
    .has_arrays = false,
};

const Dialect kPostgres = {
    .connector = "postgresql",
    .clustered = "",
    .blob = "BYTEA",
    // A look-up for every row added; no data are there from before.
    .of_report = "",
    // By the rules of a language comparing is slower, and the order another in each database.
    .text = "TEXT COLLATE \"C\"",
    .settings = kPostgresSettings,
    .lock_schema = "SELECT pg_advisory_xact_lock({application_id})",
    .begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .count_tables =
        "SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'f', 'p')"
        " AND relnamespace = current_schema()::regnamespace",
    .count_own_tables =
        "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace"
        " AND relname IN ('schema_version', 'report_number')",
    .has_arrays = true,
};

const Dialect& dialect_of(const Poco::Data::Session& session) {
  return const_cast<Poco::Data::Session&>(session).impl()->connectorName() == kPostgres.connector
             ? kPostgres
             : kSqlite;
}

std::string in_dialect(std::string_view statement, const Dialect& dialect) {
  std::string text(statement);
  replace_all(text, " TEXT", " " + std::string(dialect.text));
  replace_all(text, "{clustered}", dialect.clustered);
  replace_all(text, "{blob}", dialect.blob);
  replace_all(text, "{of_report}", dialect.of_report);
  replace_all(text, "{application_id}", std::to_string(kApplicationId));
  return text;
}

Blob blob_of(std::string_view octets) {
  return {reinterpret_cast<const unsigned char*>(octets.data()), octets.size()};
}

std::string octets_of(const BlobText& cell, const Dialect& dialect) {
  const std::string_view text(cell.rawContent(), cell.size());
  if (&dialect == &kSqlite) return std::string(text);
  if (!text.starts_with("\\x") || text.size() % 2 != 0) digit_of('\0');
  std::string octets;
  octets.reserve(text.size() / 2);
  for (std::size_t at = 2; at < text.size(); at += 2) {
    octets += static_cast<char>(digit_of(text[at]) * 16 + digit_of(text[at + 1]));
  }
  return octets;
}

}  // namespace reports::store
