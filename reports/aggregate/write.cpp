// SPDX-License-Identifier: MIT

#include "reports/aggregate/write.h"

#include <optional>
#include <string_view>

#include "reports/text/octets.h"

namespace reports::aggregate {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// What stands for an octet in text; none where it stands for itself. XML 1.0 sections 2.2 and 2.4.
std::optional<std::string_view> escape_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";  // a bare one would be read as a line feed
    case '\t':
    case '\n':
      return std::nullopt;
    default:
      if (static_cast<unsigned char>(c) < 0x20) return kReplacement;
      return std::nullopt;
  }
}

/// Writes elements, and keeps the first reason why the report is none of RFC 9990.
class Writer {
 public:
  void open(std::string_view name) {
    indent();
    xml_.append("<").append(name).append(">\n");
    ++depth_;
  }
  void close(std::string_view name) {
    --depth_;
    indent();
    xml_.append("</").append(name).append(">\n");
  }
  void element(std::string_view name, std::string_view text) {
    indent();
    xml_.append("<").append(name).append(">");
    escape(text);
    xml_.append("</").append(name).append(">\n");
  }
  void text(std::string_view name, const std::optional<std::string>& value) {
    if (value) element(name, *value);
  }
  /// A text that the schema requires.
  void required(std::string_view name, const std::optional<std::string>& value) {
    if (value) {
      element(name, *value);
    } else {
      missing(name);
    }
  }
  template <class E>
  void word(std::string_view name, const std::optional<Word<E>>& word) {
    if (!word) return;
    const bool is_known = word->is_registered() && only_in(*word->value()) != Form::rfc7489;
    if (!is_known) return refuse(name, "RFC 9990 does not know the word in it");
    element(name, word->text());
  }
  template <class E>
  void required(std::string_view name, const std::optional<Word<E>>& value) {
    if (value) {
      word(name, value);
    } else {
      missing(name);
    }
  }
  void missing(std::string_view name) { refuse(name, "RFC 9990 requires the element"); }
  void refuse(std::string_view name, std::string_view why) {
    if (!error_) error_ = ParseError{0, std::string(name), std::string(why)};
  }
  void raw(std::string_view xml) { xml_.append(xml); }

  Result<std::string> take() {
    if (error_) return *std::move(error_);
    return std::move(xml_);
  }

 private:
  void indent() { xml_.append(2 * depth_, ' '); }
  void escape(std::string_view text);

  std::string xml_;
  std::size_t depth_ = 0;
  std::optional<ParseError> error_;
};

void Writer::escape(std::string_view text) {
  const auto repaired = text::clean(text);
  if (repaired) text = repaired->text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // U+FFFE and U+FFFF are no characters of XML.
    if (text.substr(at).starts_with("\xEF\xBF\xBE") ||
        text.substr(at).starts_with("\xEF\xBF\xBF")) {
      xml_.append(kReplacement);
      at += 2;
    } else if (const auto escape = escape_of(text[at])) {
      xml_.append(*escape);
    } else {
      xml_ += text[at];
    }
  }
}

std::string seconds(libauth::base::Time time) {
  return std::to_string(time.time_since_epoch().count());
}

void write_metadata(Writer& out, const ReportMetadata& metadata) {
  out.open("report_metadata");
  out.required("org_name", metadata.org_name);
  out.required("email", metadata.email);
  out.text("extra_contact_info", metadata.extra_contact_info);
  if (metadata.report_id.value_or("").empty()) out.missing("report_id");
  out.text("report_id", metadata.report_id);
  if (!metadata.begin) out.missing("begin");
  if (!metadata.end) out.missing("end");
  out.open("date_range");
  if (metadata.begin) out.element("begin", seconds(*metadata.begin));
  if (metadata.end) out.element("end", seconds(*metadata.end));
  out.close("date_range");
  if (metadata.errors.size() > 1) out.refuse("error", "RFC 9990 has one at most");
  if (!metadata.errors.empty()) out.element("error", metadata.errors.front());
  out.text("generator", metadata.generator);
  out.close("report_metadata");
}

void write_policy(Writer& out, const PolicyPublished& policy) {
  out.open("policy_published");
  if (policy.domain.empty()) out.missing("domain");
  out.element("domain", policy.domain);
  out.word("discovery_method", policy.discovery_method);
  out.required("p", policy.p);
  out.word("sp", policy.sp);
  out.word("np", policy.np);
  out.word("adkim", policy.adkim);
  out.word("aspf", policy.aspf);
  out.text("fo", policy.fo);
  out.word("testing", policy.testing);
  if (policy.pct) out.refuse("pct", "RFC 9990 does not have the element");
  out.close("policy_published");
}

void write_evaluated(Writer& out, const PolicyEvaluated& evaluated) {
  out.open("policy_evaluated");
  out.required("disposition", evaluated.disposition);
  out.required("dkim", evaluated.dkim);
  out.required("spf", evaluated.spf);
  for (const Reason& reason : evaluated.reasons) {
    out.open("reason");
    out.required("type", reason.type);
    out.text("comment", reason.comment);
    out.close("reason");
  }
  out.close("policy_evaluated");
}

void write_row(Writer& out, const Record& record) {
  out.open("row");
  if (!record.source_ip) out.missing("source_ip");
  if (record.source_ip) out.element("source_ip", record.source_ip->text());
  if (record.source_ip_text) out.refuse("source_ip", "The address is not as it was sent");
  if (!record.count) out.missing("count");
  if (record.count) out.element("count", std::to_string(*record.count));
  write_evaluated(out, record.policy_evaluated);
  out.close("row");
}

void write_identifiers(Writer& out, const Identifiers& identifiers) {
  out.open("identifiers");
  if (identifiers.header_from.value_or("").empty()) out.missing("header_from");
  out.text("header_from", identifiers.header_from);
  out.text("envelope_from", identifiers.envelope_from);
  out.text("envelope_to", identifiers.envelope_to);
  out.close("identifiers");
}

void write_results(Writer& out, const AuthResults& results) {
  out.open("auth_results");
  for (const DkimAuthResult& dkim : results.dkim) {
    out.open("dkim");
    out.required("domain", dkim.domain);
    out.required("selector", dkim.selector);
    out.required("result", dkim.result);
    out.text("human_result", dkim.human_result);
    out.close("dkim");
  }
  if (results.spf.size() > 1) out.refuse("spf", "RFC 9990 has one at most");
  for (const SpfAuthResult& spf : results.spf) {
    out.open("spf");
    out.required("domain", spf.domain);
    out.word("scope", spf.scope);
    out.required("result", spf.result);
    out.text("human_result", spf.human_result);
    out.close("spf");
  }
  out.close("auth_results");
}

}  // namespace

Result<std::string> write(const Report& report) {
  Writer out;
  out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  out.raw("<feedback xmlns=\"" + std::string(kNamespace) + "\">\n");
  if (report.version && report.version != "1.0") {
    out.refuse("version", "RFC 9990 knows version 1.0 only");
  }
  out.text("version", report.version);
  write_metadata(out, report.report_metadata);
  write_policy(out, report.policy_published);
  if (report.records.empty()) out.missing("record");
  for (const Record& record : report.records) {
    out.open("record");
    write_row(out, record);
    write_identifiers(out, record.identifiers);
    write_results(out, record.auth_results);
    out.close("record");
  }
  out.raw("</feedback>\n");
  return out.take();
}

}  // namespace reports::aggregate
