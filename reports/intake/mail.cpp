// SPDX-License-Identifier: MIT

#include "reports/intake/mail.h"

#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <gmime/gmime.h>

#include "libauth/base/text.h"
#include "reports/intake/rules.h"

namespace reports::intake {
namespace {

/// GObjects count their owners; this is one of them.
struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

/// GMime's own tables are made once; a parser and what it makes belong to one call.
void start_gmime() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

/// A stream of octets that are not copied and not owned.
class View {
 public:
  explicit View(std::string_view octets)
      : octets_(octets),
        // GMime reads only; its types are older than const.
        array_(g_byte_array_new_take(reinterpret_cast<guint8*>(const_cast<char*>(octets.data())),
                                     octets.size())),
        stream_(g_mime_stream_mem_new()) {
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream_.get()), array_);
  }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  ~View() {
    stream_.reset();
    g_byte_array_free(array_, FALSE);
  }

  GMimeStream* stream() const { return stream_.get(); }

  /// The octets that a part of the stream has; none where it is a stream of its own.
  std::optional<std::string_view> octets_of(GMimeStream* part) const {
    if (!GMIME_IS_STREAM_MEM(part)) return std::nullopt;
    if (g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(part)) != array_) return std::nullopt;
    const auto begin = static_cast<std::size_t>(part->bound_start);
    const std::size_t end =
        part->bound_end < 0 ? octets_.size() : static_cast<std::size_t>(part->bound_end);
    if (begin > end || end > octets_.size()) return std::nullopt;
    return octets_.substr(begin, end - begin);
  }

 private:
  std::string_view octets_;
  GByteArray* array_;
  Owned<GMimeStream> stream_;
};

Encoding encoding_of(GMimePart* part) {
  switch (g_mime_part_get_content_encoding(part)) {
    case GMIME_CONTENT_ENCODING_BASE64:
      return Encoding::base64;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
      return Encoding::quoted_printable;
    case GMIME_CONTENT_ENCODING_UUENCODE:
      return Encoding::uuencode;
    default:
      return Encoding::none;
  }
}

std::string type_of(GMimeObject* object) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  if (type == nullptr) return "text/plain";
  return libauth::base::to_lower(text_of(g_mime_content_type_get_media_type(type)) + "/" +
                                 text_of(g_mime_content_type_get_media_subtype(type)));
}

bool is_failure_report(GMimeObject* object) {
  if (!GMIME_IS_MULTIPART(object) || type_of(object) != "multipart/report") return false;
  const char* type =
      g_mime_content_type_get_parameter(g_mime_object_get_content_type(object), "report-type");
  return libauth::base::equals_ignoring_case(text_of(type), "feedback-report");
}

class Walk {
 public:
  Walk(const View& view, std::size_t parts, std::size_t levels, Mail& mail)
      : view_(view), parts_(parts), levels_(levels), mail_(mail) {}

  void take(GMimeObject* object, std::size_t level);

 private:
  void take_multipart(GMimeMultipart* multipart, std::size_t level);
  void take_leaf(GMimePart* leaf);
  void take_mail(GMimeMessagePart* part);
  void add(Part part);
  std::string_view keep(std::string octets) { return mail_.made.emplace_back(std::move(octets)); }

  const View& view_;
  const std::size_t parts_;
  const std::size_t levels_;
  Mail& mail_;
};

void Walk::take(GMimeObject* object, std::size_t level) {
  if (mail_.has_more) return;
  if (GMIME_IS_MULTIPART(object)) return take_multipart(GMIME_MULTIPART(object), level);
  if (GMIME_IS_MESSAGE_PART(object)) return take_mail(GMIME_MESSAGE_PART(object));
  if (GMIME_IS_PART(object)) take_leaf(GMIME_PART(object));
}

void Walk::take_multipart(GMimeMultipart* multipart, std::size_t level) {
  if (level == levels_) {
    mail_.has_more = true;
    return;
  }
  if (is_failure_report(GMIME_OBJECT(multipart))) mail_.is_failure_report = true;
  const int count = g_mime_multipart_get_count(multipart);
  for (int i = 0; i < count; ++i) take(g_mime_multipart_get_part(multipart, i), level + 1);
  if (count > 0) return;
  add({.type = "text/plain",
       .name = {},
       .octets = keep(text_of(g_mime_multipart_get_prologue(multipart)))});
}

void Walk::take_leaf(GMimePart* leaf) {
  Part part{.type = type_of(GMIME_OBJECT(leaf)),
            .name = text_of(g_mime_part_get_filename(leaf)),
            .octets = {},
            .encoding = encoding_of(leaf),
            .is_mail = false,
            .is_partial = GMIME_IS_MESSAGE_PARTIAL(leaf) != FALSE};
  if (GMimeDataWrapper* content = g_mime_part_get_content(leaf)) {
    part.octets = view_.octets_of(g_mime_data_wrapper_get_stream(content)).value_or("");
  }
  add(std::move(part));
}

/// GMime does not tell where an inner mail begins and ends, so it is written anew from what was
/// read, which keeps fields and contents as they were.
void Walk::take_mail(GMimeMessagePart* part) {
  GMimeMessage* message = g_mime_message_part_get_message(part);
  if (message == nullptr) return;
  const Owned<GMimeStream> out(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, out.get());
  const GByteArray* array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
  const char* data = reinterpret_cast<const char*>(array->data);
  add({.type = type_of(GMIME_OBJECT(part)),
       .name = {},
       .octets = keep(data == nullptr ? std::string() : std::string(data, array->len)),
       .encoding = Encoding::none,
       .is_mail = true});
}

void Walk::add(Part part) {
  if (mail_.parts.size() == parts_) {
    mail_.has_more = true;
  } else {
    mail_.parts.push_back(std::move(part));
  }
}

}  // namespace

std::string_view header_of(std::string_view mail) {
  for (std::size_t end = mail.find('\n'); end != std::string_view::npos;
       end = mail.find('\n', end + 1)) {
    const std::string_view rest = mail.substr(end + 1);
    if (rest.starts_with('\n') || rest.starts_with("\r\n")) return mail.substr(0, end + 1);
  }
  return mail;
}

libauth::base::Result<Mail> read_mail(std::string_view octets, std::size_t parts,
                                      std::size_t levels) {
  start_gmime();
  const auto no_mail = [] {
    return libauth::base::ParseError{0, std::string(kContentRule), "This is no mail"};
  };
  if (octets.empty() || octets.size() > std::numeric_limits<gint>::max()) return no_mail();
  const View view(octets);
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(view.stream()));
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return no_mail();
  Mail mail;
  mail.header = header_of(octets);
  mail.subject = text_of(g_mime_message_get_subject(message.get()));
  mail.tls_report_domain =
      text_of(g_mime_object_get_header(GMIME_OBJECT(message.get()), "TLS-Report-Domain"));
  if (GMimeObject* root = g_mime_message_get_mime_part(message.get())) {
    Walk(view, parts, levels, mail).take(root, 0);
  }
  return mail;
}

}  // namespace reports::intake
