// SPDX-License-Identifier: MIT

#include "libauth/spf/parse.h"

#include <algorithm>
#include <array>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"

namespace libauth::spf {
namespace {

constexpr std::string_view kVersion = "v=spf1";

/// Moves an error inside a term to its place in the record.
base::ParseError shifted(base::ParseError error, std::size_t by) {
  error.offset += by;
  return error;
}

std::optional<Result> parse_qualifier(char c) {
  switch (c) {
    case '+':
      return Result::pass;
    case '-':
      return Result::fail;
    case '~':
      return Result::softfail;
    case '?':
      return Result::neutral;
    default:
      return std::nullopt;
  }
}

/// name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
std::size_t name_size(std::string_view text) {
  if (text.empty() || !base::is_alpha(text.front())) return 0;
  const auto end = std::find_if(text.begin(), text.end(), [](char c) {
    return !base::is_alnum(c) && c != '-' && c != '_' && c != '.';
  });
  return static_cast<std::size_t>(end - text.begin());
}

/// Digits without leading zeros, at most `most`.
std::optional<unsigned> parse_prefix(std::string_view digits, unsigned most) {
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) {
    return std::nullopt;
  }
  const auto prefix = base::parse_number<unsigned>(digits);
  return prefix && *prefix <= most ? prefix : std::nullopt;
}

/// Takes "/digits" off the end where it stands there.
std::optional<std::string_view> take_slash_digits(std::string_view& text) {
  std::size_t start = text.size();
  while (start > 0 && base::is_digit(text[start - 1])) --start;
  if (start == text.size() || start == 0 || text[start - 1] != '/') return std::nullopt;
  const std::string_view digits = text.substr(start);
  text = text.substr(0, start - 1);
  return digits;
}

/// One term of a record.
class TermParser {
 public:
  TermParser(std::string_view text, std::size_t offset, Record& record)
      : text_(text), offset_(offset), record_(record) {}

  base::Result<void> parse() {
    const auto qualifier = parse_qualifier(text_.front());
    const std::string_view body = qualifier ? text_.substr(1) : text_;
    const std::size_t name = name_size(body);
    if (!qualifier && name > 0 && name < body.size() && body[name] == '=') {
      return parse_modifier(body.substr(0, name), body.substr(name + 1));
    }
    directive_.qualifier = qualifier.value_or(Result::pass);
    const auto mechanism = base::parse_enum<Mechanism>(base::to_lower(body.substr(0, name)));
    if (!mechanism) return error(0, "mechanism", "There is no such mechanism.");
    directive_.mechanism = *mechanism;
    directive_.text = std::string(text_);
    directive_.offset = offset_;
    const auto read = parse_mechanism(body.substr(name));
    if (!read) return read.error();
    record_.directives.push_back(std::move(directive_));
    return {};
  }

 private:
  base::ParseError error(std::size_t at, std::string rule, std::string message) const {
    return {offset_ + at, std::move(rule), std::move(message)};
  }
  std::size_t at(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text_.data());
  }

  base::Result<void> parse_modifier(std::string_view name, std::string_view value) {
    const bool redirect = base::equals_ignoring_case(name, "redirect");
    const bool exp = base::equals_ignoring_case(name, "exp");
    auto string =
        redirect || exp ? parse_domain_spec(value) : parse_macro_string(value, MacroPlace::record);
    if (!string) return shifted(string.error(), offset_ + at(value));
    Modifier modifier;
    modifier.name = std::string(name);
    modifier.value = std::move(*string);
    modifier.text = std::string(text_);
    modifier.offset = offset_;
    if (!redirect && !exp) {
      record_.unknown.push_back(std::move(modifier));
      return {};
    }
    auto& place = redirect ? record_.redirect : record_.exp;
    // RFC 7208 section 6: each at most once.
    if (place) return error(0, "modifier", "The modifier is there more than once.");
    modifier.target = fixed_target({}, modifier.value);
    place = std::move(modifier);
    return {};
  }

  base::Result<void> parse_mechanism(std::string_view rest) {
    switch (directive_.mechanism) {
      case Mechanism::all:
        if (!rest.empty()) return error(at(rest), "all", "Nothing may follow \"all\".");
        return {};
      case Mechanism::ip4:
        return parse_network(rest, true);
      case Mechanism::ip6:
        return parse_network(rest, false);
      case Mechanism::include:
      case Mechanism::exists:
        return parse_domain(rest, true);
      case Mechanism::ptr:
        return parse_domain(rest, false);
      case Mechanism::a:
      case Mechanism::mx:
        break;
    }
    if (const auto read = parse_dual_cidr(rest); !read) return read.error();
    return parse_domain(rest, false);
  }

  base::Result<void> parse_domain(std::string_view rest, bool required) {
    if (rest.empty() && !required) return {};
    if (!rest.starts_with(':')) {
      return error(at(rest), "domain-spec",
                   required ? "The mechanism needs \":\" and a domain."
                            : "Only \":\" and a domain, or a prefix length, may follow.");
    }
    auto domain = parse_domain_spec(rest.substr(1));
    if (!domain) return shifted(domain.error(), offset_ + at(rest) + 1);
    directive_.target = fixed_target({}, *domain);
    directive_.domain = std::move(*domain);
    return {};
  }

  /// dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ], taken off the end of `rest`.
  base::Result<void> parse_dual_cidr(std::string_view& rest) {
    std::string_view before = rest;
    auto digits = take_slash_digits(before);
    if (digits && before.ends_with('/')) {
      const auto prefix = parse_prefix(*digits, 128);
      if (!prefix) return error(at(*digits), "ip6-cidr-length", "The IPv6 prefix is 0 to 128.");
      directive_.prefix6 = *prefix;
      rest = before = before.substr(0, before.size() - 1);
      digits = take_slash_digits(before);
    }
    if (!digits) return {};
    const auto prefix = parse_prefix(*digits, 32);
    if (!prefix) return error(at(*digits), "ip4-cidr-length", "The IPv4 prefix is 0 to 32.");
    directive_.prefix4 = *prefix;
    rest = before;
    return {};
  }

  base::Result<void> parse_network(std::string_view rest, bool v4) {
    if (!rest.starts_with(':')) return error(at(rest), "ip-network", "An address is missing.");
    rest.remove_prefix(1);
    const std::size_t slash = rest.find('/');
    const auto address = base::IpAddress::parse(rest.substr(0, slash));
    if (!address || address->is_v4() != v4) {
      return error(at(rest), v4 ? "ip4-network" : "ip6-network",
                   v4 ? "This is no IPv4 address." : "This is no IPv6 address.");
    }
    directive_.network = {*address, address->bits()};
    if (slash == std::string_view::npos) return {};
    const auto prefix = parse_prefix(rest.substr(slash + 1), address->bits());
    if (!prefix) {
      return error(at(rest) + slash, v4 ? "ip4-cidr-length" : "ip6-cidr-length",
                   v4 ? "The prefix is 0 to 32." : "The prefix is 0 to 128.");
    }
    directive_.network.prefix = *prefix;
    return {};
  }

  std::string_view text_;
  std::size_t offset_;
  Record& record_;
  Directive directive_;
};

/// Memory of a text on the heap, at most.
std::size_t heap_of(const std::string& text) {
  return text.capacity() + 1;
}

std::size_t heap_of(const MacroString& string) {
  std::size_t octets = string.parts.capacity() * sizeof(MacroPart);
  for (const MacroPart& part : string.parts) {
    octets += heap_of(part.literal) + heap_of(part.delimiters);
  }
  return octets;
}

std::size_t heap_of(const std::optional<dns::Name>& name) {
  return name ? heap_of(name->text()) : 0;
}

std::size_t heap_of(const Modifier& modifier) {
  return heap_of(modifier.name) + heap_of(modifier.value) + heap_of(modifier.target) +
         heap_of(modifier.text);
}

}  // namespace

std::size_t Record::octets() const {
  std::size_t octets =
      directives.capacity() * sizeof(Directive) + unknown.capacity() * sizeof(Modifier);
  for (const Directive& one : directives) {
    octets += heap_of(one.domain) + heap_of(one.target) + heap_of(one.text);
  }
  for (const Modifier& one : unknown) octets += heap_of(one);
  if (redirect) octets += heap_of(*redirect);
  if (exp) octets += heap_of(*exp);
  return octets;
}

const Directive* Record::all() const {
  const auto found = std::find_if(directives.begin(), directives.end(),
                                  [](const Directive& d) { return d.mechanism == Mechanism::all; });
  return found == directives.end() ? nullptr : &*found;
}

bool costs_lookup(Mechanism mechanism) {
  return mechanism != Mechanism::all && mechanism != Mechanism::ip4 && mechanism != Mechanism::ip6;
}

bool is_spf_record(std::string_view text) {
  return base::starts_with_ignoring_case(text, kVersion) &&
         (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

base::Result<Record> parse_record(std::string_view text) {
  Record record;
  for (std::size_t at = kVersion.size(); at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const auto read = TermParser(text.substr(at, end - at), at, record).parse();
    if (!read) return read.error();
    at = end;
  }
  return record;
}

}  // namespace libauth::spf
