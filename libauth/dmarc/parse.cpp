// SPDX-License-Identifier: MIT

#include "libauth/dmarc/parse.h"

#include <algorithm>
#include <array>
#include <functional>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dns/name.h"

namespace libauth::dmarc {
namespace {

using taglist::Tag;
using Kind = TagProblem::Kind;

/// RFC 9989 appendix C: what RFC 7489 had and is gone.
constexpr std::array kObsoleteTags = {"pct", "rf", "ri"};

/// WSP of RFC 5234 appendix B.1: no CR, no LF.
bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty() && is_wsp(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Policy> parse_policy(std::string_view value) {
  return base::parse_enum<Policy>(base::to_lower(value));
}

bool is_uri_octet(char c) {
  return base::is_printable_ascii(c) && c != ' ';
}

/// RFC 3986 section 3.1, as far as a scheme goes.
bool has_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  return colon != std::string_view::npos && colon > 0 && base::is_alpha(uri.front()) &&
         std::all_of(uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return base::is_alnum(c) || c == '+' || c == '-' || c == '.'; });
}

/// The domain of mailto:local@domain, without header fields; none where there is no such.
std::optional<std::string> mailto_host(std::string_view uri) {
  const std::string_view address = uri.substr(std::string_view("mailto:").size());
  const std::string_view mailbox = address.substr(0, address.find('?'));
  const std::size_t at = mailbox.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto host = dns::Name::parse(mailbox.substr(at + 1));
  if (!host || !host->is_mail_domain()) return std::nullopt;
  return host->text();
}

/// Takes the obsolete "!" and size off the end: obs-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ].
bool take_size(std::string_view& uri) {
  const std::size_t mark = uri.rfind('!');
  if (mark == std::string_view::npos) return false;
  std::string_view size = uri.substr(mark + 1);
  if (!size.empty() && std::string_view("kmgtKMGT").find(size.back()) != std::string_view::npos) {
    size.remove_suffix(1);
  }
  if (size.empty() || !std::all_of(size.begin(), size.end(), base::is_digit)) return false;
  uri = uri.substr(0, mark);
  return true;
}

std::optional<ReportUri> parse_uri(std::string_view text) {
  ReportUri result;
  result.obsolete_size = take_size(text);
  // RFC 3986 section 2: a URI is made of ASCII and has no space.
  if (!has_scheme(text) || !std::all_of(text.begin(), text.end(), is_uri_octet)) {
    return std::nullopt;
  }
  result.uri = std::string(text);
  if (!base::starts_with_ignoring_case(text, "mailto:")) return result;
  const auto host = mailto_host(text);
  if (!host) return std::nullopt;
  result.host = *host;
  return result;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    record_.tags = taglist::parse_tag_list(text);
  }

  Record parse() {
    for (const taglist::Defect& defect : record_.tags.defects) note(defect);
    for (const Tag& tag : record_.tags.tags) {
      // Of duplicates the first counts: docs/decisions/duplicate-dmarc-tags.md.
      if (record_.tags.find(tag.name, true) == &tag) {
        read(tag);
      } else {
        add(Kind::duplicate_tag, tag.name, {}, tag.name_offset);
      }
    }
    return std::move(record_);
  }

 private:
  void note(const taglist::Defect& defect) {
    // Noted with the tags: names count here without their case, and so do duplicates.
    if (defect.kind == taglist::Defect::Kind::duplicate) return;
    // "; ;" is harmless here: RFC 9989 section 4.8 drops what cannot be read.
    if (defect.kind == taglist::Defect::Kind::empty_tag) return;
    const std::string_view rest = text_.substr(defect.offset);
    const std::string_view part = base::trim(rest.substr(0, rest.find(';')));
    add(Kind::malformed, defect.name, part, static_cast<std::size_t>(part.data() - text_.data()));
  }

  void add(Kind kind, std::string_view tag, std::string_view value, std::size_t offset) {
    record_.problems.push_back({kind, std::string(tag), std::string(value), offset});
  }
  void invalid(const Tag& tag) { add(Kind::invalid_value, tag.name, tag.value, tag.value_offset); }

  void read(const Tag& tag) {
    using Read = void (Parser::*)(const Tag&);
    struct Known {
      std::string_view name;
      Read read;
    };
    static constexpr std::array kKnown = {Known{"v", nullptr},
                                          Known{"p", &Parser::read_p},
                                          Known{"sp", &Parser::read_sp},
                                          Known{"np", &Parser::read_np},
                                          Known{"adkim", &Parser::read_adkim},
                                          Known{"aspf", &Parser::read_aspf},
                                          Known{"fo", &Parser::read_fo},
                                          Known{"psd", &Parser::read_psd},
                                          Known{"t", &Parser::read_t},
                                          Known{"rua", &Parser::read_rua},
                                          Known{"ruf", &Parser::read_ruf}};
    const std::string name = base::to_lower(tag.name);
    const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                    [&name](const Known& entry) { return entry.name == name; });
    if (known != kKnown.end()) {
      if (known->read != nullptr) std::invoke(known->read, this, tag);
      return;
    }
    const bool obsolete = std::any_of(kObsoleteTags.begin(), kObsoleteTags.end(),
                                      [&name](const char* gone) { return name == gone; });
    add(obsolete ? Kind::obsolete_tag : Kind::unknown_tag, tag.name, tag.value, tag.name_offset);
  }

  void read_policy(const Tag& tag, std::optional<Policy>& policy) {
    policy = parse_policy(tag.value);
    if (policy) return;
    record_.has_bad_policy = true;
    invalid(tag);
  }
  void read_p(const Tag& tag) { read_policy(tag, record_.p); }
  void read_sp(const Tag& tag) { read_policy(tag, record_.sp); }
  void read_np(const Tag& tag) { read_policy(tag, record_.np); }

  void read_alignment(const Tag& tag, Alignment& alignment) {
    const std::string value = base::to_lower(tag.value);
    if (value == "s") {
      alignment = Alignment::strict;
    } else if (value != "r") {
      invalid(tag);
    }
  }
  void read_adkim(const Tag& tag) { read_alignment(tag, record_.adkim); }
  void read_aspf(const Tag& tag) { read_alignment(tag, record_.aspf); }

  /// dmarc-fo: 0 and 1 exclude each other, each letter at most once.
  void read_fo(const Tag& tag) {
    std::vector<char> options;
    for (const std::string_view part : base::split(tag.value, ':')) {
      const std::string word = base::to_lower(base::trim(part));
      const char option = word.size() == 1 ? word.front() : '\0';
      const char opposite = option == '0' ? '1' : option == '1' ? '0' : option;
      const auto has = [&options](char c) {
        return std::find(options.begin(), options.end(), c) != options.end();
      };
      const bool known =
          option != '\0' && std::string_view("01ds").find(option) != std::string_view::npos;
      if (!known || has(option) || has(opposite)) {
        invalid(tag);
        return;
      }
      options.push_back(option);
    }
    record_.fo = std::move(options);
  }

  void read_psd(const Tag& tag) {
    const auto psd = base::parse_enum<Psd>(base::to_lower(tag.value));
    if (psd) {
      record_.psd = *psd;
    } else {
      invalid(tag);
    }
  }

  void read_t(const Tag& tag) {
    const std::string value = base::to_lower(tag.value);
    record_.testing = value == "y";
    if (value != "y" && value != "n") invalid(tag);
  }

  void read_uris(const Tag& tag, std::vector<ReportUri>& uris) {
    for (const std::string_view between : base::split(tag.value, ',')) {
      const std::string_view part = base::trim(between);
      if (auto uri = parse_uri(part)) {
        uris.push_back(std::move(*uri));
      } else {
        const auto at = static_cast<std::size_t>(part.data() - tag.value.data());
        add(Kind::invalid_uri, tag.name, part, tag.value_offset + at);
      }
    }
  }
  void read_rua(const Tag& tag) { read_uris(tag, record_.rua); }
  void read_ruf(const Tag& tag) { read_uris(tag, record_.ruf); }

  std::string_view text_;
  Record record_;
};

}  // namespace

bool is_dmarc_record(std::string_view text) {
  // RFC 9989 section 4.8: dmarc-version = "v" equals %s"DMARC1", equals = *WSP "=" *WSP, and
  // dmarc-sep = *WSP ";" *WSP. Nothing goes before it.
  const std::string_view first = text.substr(0, text.find(';'));
  const std::size_t equals = first.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = without_space_behind(first.substr(0, equals));
  std::string_view version = without_space_behind(first.substr(equals + 1));
  while (!version.empty() && is_wsp(version.front())) version.remove_prefix(1);
  return base::equals_ignoring_case(name, "v") && version == "DMARC1";
}

Record parse_record(std::string_view text) {
  return Parser(text).parse();
}

Policy Record::effective_p() const {
  if (has_bad_policy) return Policy::none;
  return p.value_or(Policy::none);
}

Policy Record::effective_sp() const {
  return has_bad_policy ? Policy::none : sp.value_or(effective_p());
}

Policy Record::effective_np() const {
  return has_bad_policy ? Policy::none : np.value_or(effective_sp());
}

unsigned Record::percent() const {
  constexpr unsigned kAll = 100;
  const Tag* tag = tags.find("pct", true);
  if (tag == nullptr) return kAll;
  return std::min(base::parse_number<unsigned>(tag->value).value_or(kAll), kAll);
}

std::size_t Record::octets() const {
  std::size_t sum = fo.capacity() + problems.capacity() * sizeof(TagProblem) +
                    tags.defects.capacity() * sizeof(taglist::Defect);
  for (const TagProblem& problem : problems) sum += problem.tag.size() + problem.value.size();
  for (const Tag& tag : tags.tags) sum += sizeof(Tag) + tag.name.size() + tag.value.size();
  for (const auto* uris : {&rua, &ruf}) {
    for (const ReportUri& uri : *uris) sum += sizeof(ReportUri) + uri.uri.size() + uri.host.size();
  }
  return sum;
}

Policy weaker(Policy policy) {
  return policy == Policy::reject ? Policy::quarantine : Policy::none;
}

}  // namespace libauth::dmarc
