// SPDX-License-Identifier: MIT

#include "reports/intake/unpack.h"

#include <algorithm>
#include <memory>
#include <streambuf>
#include <utility>

#include "libauth/base/text.h"
#include "reports/intake/content.h"
#include "reports/intake/failure_mail.h"
#include "reports/intake/gzip.h"
#include "reports/intake/mail.h"
#include "reports/intake/mbox.h"
#include "reports/intake/pasted.h"
#include "reports/intake/zip.h"
#include "reports/tls/mail.h"

namespace reports::intake {
namespace {

using libauth::base::ParseError;

using Failure = std::optional<ParseError>;

ParseError error(std::string_view rule, std::string message) {
  return {0, std::string(rule), std::move(message)};
}

std::string more_than(std::size_t limit, std::string_view things) {
  return "More than " + std::to_string(limit) + " " + std::string(things);
}

/// Octets in memory, as a stream.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view octets) {
    // Nothing is ever put into the stream.
    char* begin = const_cast<char*>(octets.data());
    setg(begin, begin, begin + octets.size());
  }
};

/// macOS puts its own files about each file there.
bool is_resource_fork(std::string_view name) {
  return name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != std::string_view::npos;
}

/// Where octets were found.
struct Place {
  std::string name;          // printable
  std::size_t packing = 0;   // layers of archives
  std::size_t nesting = 0;   // mails inside mails
  bool is_inside = false;    // they are not the upload itself
  bool is_quiet = false;     // what is something else needs no line: that of the mail says it
  bool is_searched = false;  // others search it for pasted documents, or did
  bool is_mended = false;    // a multipart whose header was made here
  std::shared_ptr<const std::string> mail_header = {};  // Document::mail_header
  std::optional<tls::NamedDomain> named_domain = {};    // Document::named_domain

  /// What a mail says counts before what a file name says.
  void name_domain_by_file(std::string_view file) {
    if (named_domain && named_domain->source != tls::DomainSource::file_name) return;
    if (auto domain = tls::domain_of_file_name(file)) {
      named_domain = {*std::move(domain), tls::DomainSource::file_name};
    }
  }
  Place inside(std::string_view inner) const {
    Place place = *this;
    if (!inner.empty()) place.name = libauth::base::printable(inner);
    place.is_inside = true;
    place.name_domain_by_file(inner);
    return place;
  }
};

class Unpacker {
 public:
  Unpacker(std::string_view upload, const Limits& limits) : upload_(upload), limits_(limits) {}

  void take(std::string_view octets, const Place& place);

  Unpacked result;

 private:
  void take_xml(std::string_view octets, const Place& place);
  void take_gzip(std::string_view octets, const Place& place);
  void take_zip(std::string_view octets, const Place& place);
  void take_member(Zip& zip, std::string_view octets, const Place& place, bool& is_kept);
  void take_mbox(std::string_view octets, const Place& place);
  void take_mail(std::string_view octets, const Place& place);
  void take_parts(std::string_view octets, const Mail& mail, const Place& place);
  void take_part(const Part& part, const Place& place);
  void take_texts(const Mail& mail, const Place& place);
  void take_pasted(std::string_view text, const Place& place);
  void take_other(std::string_view octets, const Place& place, ParseError why);

  void add_xml(std::string_view octets, const Place& place);
  void add_json(std::string_view octets, const Place& place);
  void add(Kind kind, std::string_view octets, const Place& place,
           std::optional<failure::Parts> parts = {});
  void refuse(std::string_view octets, const Place& place, ParseError why);
  void refuse_deep(const Place& place, ParseError why);
  void skip(const Place& place, ParseError why);
  /// What was found so far, but for what is something else.
  std::size_t found() const { return result.documents.size() + result.refused.size(); }

  bool has_room(const Place& place);
  Failure spend(std::size_t octets);
  void stop(const Place& place, ParseError why);

  const std::string_view upload_;
  const Limits& limits_;
  std::size_t members_ = 0;  // of all archives
  std::size_t empty_ = 0;    // attachments and members without anything in them
  bool is_stopped_ = false;  // by a limit that counts over the whole upload
  bool is_whole_kept_ = false;
};

void Unpacker::take(std::string_view octets, const Place& place) {
  if (is_stopped_) return;
  switch (content_of(octets)) {
    case Content::gzip:
      return take_gzip(octets, place);
    case Content::zip:
      return take_zip(octets, place);
    case Content::xml:
      return take_xml(octets, place);
    case Content::json:
      if (!place.is_inside || is_tls_json(octets)) return add_json(octets, place);
      return take_other(octets, place, error(kContentRule, "This is JSON of another kind"));
    case Content::mbox:
      return take_mbox(octets, place);
    case Content::mail:
      return take_mail(octets, place);
    case Content::empty:
      if (place.packing > 0) ++empty_;
      return take_other(octets, place, error(kEmptyRule, "There is nothing in it"));
    case Content::unknown:
      break;
  }
  take_other(octets, place,
             error(kContentRule, "This is neither XML nor JSON nor a mail nor an archive"));
}

void Unpacker::take_xml(std::string_view octets, const Place& place) {
  const bool is_page = is_html(octets);
  if (!is_page && is_aggregate_xml(octets)) return add_xml(octets, place);
  const std::size_t before = found();
  if (!place.is_inside && is_page) take_pasted(octets, place);
  if (found() > before || is_stopped_) return;
  if (!place.is_inside) return add(Kind::aggregate, octets, place);
  take_other(octets, place, error(kContentRule, "This is XML of another kind"));
}

/// What is no document itself: a text in which there may be one, or something else.
void Unpacker::take_other(std::string_view octets, const Place& place, ParseError why) {
  const std::size_t before = found();
  if (!place.is_searched) take_pasted(octets, place);
  if (found() > before || is_stopped_ || place.is_quiet) return;
  if (place.is_inside) return skip(place, std::move(why));
  refuse(octets, place, std::move(why));
}

void Unpacker::take_gzip(std::string_view octets, const Place& place) {
  if (place.packing == limits_.depth) {
    return refuse_deep(place, error(kDepthRule, more_than(limits_.depth, "layers of packing")));
  }
  if (++members_ > limits_.members) {
    return stop(place, error(kMembersRule, more_than(limits_.members, "members of archives")));
  }
  std::string content;
  const Failure failure = gunzip(octets, [&](std::string_view piece) {
    auto over = spend(piece.size());
    if (!over) content.append(piece);
    return over;
  });
  if (is_stopped_) return stop(place, *failure);
  Place inner = place;
  ++inner.packing;
  inner.is_searched = false;
  if (failure) {
    // docs/decisions/gzip.md
    refuse(octets, place, *failure);
    if (failure->rule != kChecksumRule) return;
    inner.is_inside = true;
  }
  take(content, inner);
}

void Unpacker::take_zip(std::string_view octets, const Place& place) {
  if (place.packing == limits_.depth) {
    return refuse_deep(place, error(kDepthRule, more_than(limits_.depth, "layers of packing")));
  }
  const std::size_t before = found();
  Zip zip(octets);
  bool is_kept = false;
  while (!is_stopped_) {
    const auto step = zip.next();
    if (!step) {
      refuse(is_kept ? std::string_view() : octets, place, step.error());
      break;
    }
    if (*step == Zip::Step::end) break;
    if (++members_ > limits_.members) {
      return stop(place, error(kMembersRule, more_than(limits_.members, "members of archives")));
    }
    if (zip.is_folder() || is_resource_fork(zip.name())) continue;
    take_member(zip, octets, place, is_kept);
  }
  if (found() > before || place.is_inside || is_stopped_) return;
  refuse(octets, place, error(kNoDocumentRule, "There is no report in the archive"));
}

/// @param octets   of the archive, which are kept once
/// @param is_kept  whether they are
void Unpacker::take_member(Zip& zip, std::string_view octets, const Place& place, bool& is_kept) {
  Place inner = place.inside(zip.name());
  ++inner.packing;
  inner.is_searched = false;
  std::string content;
  const Failure failure = zip.read([&](std::string_view piece) {
    auto over = spend(piece.size());
    if (!over) content.append(piece);
    return over;
  });
  if (is_stopped_) return stop(inner, *failure);
  if (failure) {
    refuse(is_kept ? std::string_view() : octets, inner, *failure);
    is_kept = true;
    if (failure->rule != kChecksumRule) return;
  }
  take(content, inner);
}

void Unpacker::take_mbox(std::string_view octets, const Place& place) {
  ViewBuffer buffer(octets);
  std::istream in(&buffer);
  MboxReader reader(in, octets.size());
  std::size_t number = 0;
  std::optional<MboxMail> next = reader.next();
  while (next && !is_stopped_) {
    const MboxMail mail = *std::exchange(next, reader.next());
    // A single mail is that of the upload: mail programs write the line in front of it, too.
    const bool is_single = ++number == 1 && !next;
    const std::string name = "mail " + std::to_string(number);
    take_mail(mail.octets, is_single ? place : place.inside(name_inside(place.name, name)));
  }
}

void Unpacker::take_mail(std::string_view octets, const Place& place) {
  if (place.nesting == limits_.nesting) {
    return refuse_deep(place, error(kNestingRule, more_than(limits_.nesting, "mails in mails")));
  }
  std::string with_lines;
  if (octets.find('\n') == std::string_view::npos) {
    // Programs of old wrote CR alone, which ends no line for others.
    with_lines = octets;
    std::ranges::replace(with_lines, '\r', '\n');
    octets = with_lines;
  }
  if (octets.starts_with("\xEF\xBB\xBF")) octets.remove_prefix(3);
  octets.remove_prefix(std::min(octets.find_first_not_of("\r\n"), octets.size()));
  const std::size_t before = found();
  const std::size_t empty = empty_;
  const auto mail = read_mail(octets, limits_.parts, limits_.levels);
  Place inner = place;
  if (mail && !inner.mail_header) {
    inner.mail_header = std::make_shared<const std::string>(mail->header);
  }
  if (mail) {
    auto named = tls::domain_of_mail(mail->tls_report_domain, mail->subject);
    if (named) inner.named_domain = std::move(named);
    take_parts(octets, *mail, inner);
  }
  // Where the structure is broken, the octets themselves may still show something.
  const bool is_broken = !mail || mail->parts.size() < 2;
  if (found() == before && is_broken && !is_stopped_) take_pasted(octets, inner);
  if (found() > before || is_stopped_ || place.is_quiet) return;
  skip(place, empty_ > empty ? error(kEmptyRule, "The attachment of this mail is empty")
                             : error(kNotAReportRule, "There is no report in this mail"));
}

void Unpacker::take_parts(std::string_view octets, const Mail& mail, const Place& place) {
  Place inner = place.inside({});
  ++inner.nesting;
  inner.is_quiet = true;
  const std::size_t before = found();
  std::vector<bool> used(mail.parts.size());
  for (failure::Parts& parts : failure_reports_in(mail, used)) {
    if (const Failure over = spend(octets.size())) return stop(place, *over);
    add(Kind::failure, octets, place, std::move(parts));
  }
  for (std::size_t i = 0; i < mail.parts.size() && !is_stopped_; ++i) {
    if (!used[i] && !mail.parts[i].is_partial) take_part(mail.parts[i], inner);
  }
  if (std::ranges::any_of(mail.parts, &Part::is_partial)) {
    // RFC 2046 section 5.2.2.1: the pieces would have to be put together first.
    refuse(octets, place, error(kPartialRule, "This is a piece of a mail that was cut in pieces"));
  }
  if (mail.has_more) {
    refuse(octets, place,
           error(kPartsRule, "The mail has more parts, or deeper ones, than are read"));
  }
  if (found() > before || is_stopped_) return;
  if (auto parts = plain_failure_report(mail)) {
    return add(Kind::failure, octets, place, std::move(parts));
  }
  take_texts(mail, inner);
}

/// Takes a part that is a document, an archive or a mail; others are left for take_texts.
void Unpacker::take_part(const Part& part, const Place& place) {
  Place inner = place.inside(part.name);
  inner.is_searched = true;
  if (part.is_mail) {
    if (const Failure over = spend(part.octets.size())) return stop(inner, *over);
    return take_mail(part.octets, inner);
  }
  const std::size_t before = found();
  const std::string octets = decoded(part.octets, part.encoding);
  if (part.media() != "text" && libauth::base::trim(octets).empty()) ++empty_;
  take(octets, inner);
  // The encoding may be declared and not done.
  if (found() == before && part.encoding != Encoding::none) take(part.octets, inner);
}

/// The last resort: documents pasted into a text, and multiparts that are not declared as such.
void Unpacker::take_texts(const Mail& mail, const Place& place) {
  for (const Part& part : mail.parts) {
    if (is_stopped_) return;
    if (part.is_mail) continue;
    const std::string text = decoded(part.octets, part.encoding);
    Place inner = place.inside(part.name);
    const std::size_t before = found();
    const std::string mended = place.is_mended ? std::string() : mended_multipart(text);
    if (!mended.empty()) {
      inner.is_mended = true;
      take_mail(mended, inner);
    }
    if (found() == before && !is_stopped_) take_pasted(text, inner);
  }
}

void Unpacker::take_pasted(std::string_view text, const Place& place) {
  Place inner = place.inside({});
  inner.is_quiet = inner.is_searched = true;
  for (const std::string& document : pasted_in(text, limits_.parts)) {
    if (content_of(document) != Content::mail) take(document, inner);
  }
}

/// One document, or several one after the other, as those who join files make them.
void Unpacker::add_xml(std::string_view octets, const Place& place) {
  const auto documents = xml_documents(octets, limits_.members);
  if (documents.size() < 2) return add(Kind::aggregate, octets, place);
  for (const std::string_view document : documents) add(Kind::aggregate, document, place);
}

/// One document, or several one after the other, or in an array.
void Unpacker::add_json(std::string_view octets, const Place& place) {
  const auto objects = json_objects(octets, limits_.members);
  if (objects.size() < 2) return add(Kind::tls, octets, place);
  for (const std::string_view object : objects) add(Kind::tls, object, place);
}

void Unpacker::add(Kind kind, std::string_view octets, const Place& place,
                   std::optional<failure::Parts> parts) {
  if (!has_room(place)) return;
  result.documents.push_back({kind, std::string(octets), place.name, std::move(parts),
                              place.mail_header,
                              kind == Kind::tls ? place.named_domain : std::nullopt});
}

void Unpacker::refuse(std::string_view octets, const Place& place, ParseError why) {
  if (!has_room(place)) return;
  result.refused.push_back({place.name, std::string(octets), std::move(why)});
}

/// Refuses what is too deep inside others. The upload is kept whole, once: by itself the inner one
/// would not be deep, and reading it again would take what was refused now.
void Unpacker::refuse_deep(const Place& place, ParseError why) {
  const bool is_kept = std::exchange(is_whole_kept_, true);
  refuse(is_kept ? std::string_view() : upload_, place, std::move(why));
}

void Unpacker::skip(const Place& place, ParseError why) {
  if (!has_room(place)) return;
  result.skipped.push_back({place.name, std::move(why)});
}

bool Unpacker::has_room(const Place& place) {
  if (is_stopped_) return false;
  if (found() + result.skipped.size() < limits_.payloads) return true;
  stop(place, error(kPayloadsRule, more_than(limits_.payloads, "things in it")));
  return false;
}

Failure Unpacker::spend(std::size_t octets) {
  result.output += octets;
  if (result.output > limits_.output) {
    is_stopped_ = true;
    return error(kOutputRule, more_than(limits_.output, "octets come out of it"));
  }
  if (result.output > limits_.ratio_from && result.output / limits_.ratio > upload_.size()) {
    is_stopped_ = true;
    return error(kRatioRule, more_than(limits_.ratio, "octets come out of each octet in it"));
  }
  return std::nullopt;
}

/// Ends the reading: the upload is kept whole, as nobody knows what else is in it.
void Unpacker::stop(const Place& place, ParseError why) {
  is_stopped_ = true;
  result.refused.push_back({place.name, std::string(upload_), std::move(why)});
}

}  // namespace

std::string name_inside(std::string_view outer, std::string_view inner) {
  std::string name(outer);
  if (!outer.empty() && !inner.empty()) name += ": ";
  return name.append(inner);
}

Unpacked unpack(std::string_view octets, const Limits& limits, std::string_view name) {
  Unpacker unpacker(octets, limits);
  if (octets.size() > limits.input) {
    unpacker.result.refused.push_back(
        {{}, {}, error(kInputRule, more_than(limits.input, "octets"))});
  } else {
    Place upload;
    upload.name_domain_by_file(name);
    unpacker.take(octets, upload);
  }
  return std::move(unpacker.result);
}

}  // namespace reports::intake
