// SPDX-License-Identifier: MIT

#include "libauth/dns/answer.h"

#include <type_traits>

#include "libauth/base/text.h"

namespace libauth::dns {
namespace {

template <class T>
std::span<const T> records_of(const Records& records) {
  if (const auto* list = std::get_if<std::vector<T>>(&records)) return *list;
  return {};
}

std::string quoted(std::string_view octets) {
  std::string text = "\"";
  for (const char c : octets) {
    if (c == '"' || c == '\\') text += '\\';
    text += base::printable({&c, 1});
  }
  return text + "\"";
}

std::string text_of(const base::IpAddress& address) {
  return address.text();
}
std::string text_of(const Name& name) {
  return name.text();
}
std::string text_of(const Mx& mx) {
  return std::to_string(mx.preference) + " " + mx.exchange.text();
}
std::string text_of(const Txt& txt) {
  std::string text;
  for (const std::string& part : txt.strings) text += (text.empty() ? "" : " ") + quoted(part);
  return text;
}
std::string text_of(const Soa& soa) {
  return soa.primary.text() + " " + soa.mailbox.text() + " " + std::to_string(soa.serial) +
         " minimum " + std::to_string(soa.minimum);
}
/// RFC 3597 section 5.
std::string text_of(const Raw& raw) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "\\# " + std::to_string(raw.octets.size()) + " ";
  for (const std::uint8_t octet : raw.octets) {
    text += kHex[octet >> 4];
    text += kHex[octet & 15];
  }
  return text;
}

/// Memory on the heap.
std::size_t heap_of(const std::string& text) {
  constexpr std::size_t kInPlace = 15;
  return text.capacity() > kInPlace ? text.capacity() + 1 : 0;
}
std::size_t heap_of(const base::IpAddress& /*address*/) {
  return 0;
}
std::size_t heap_of(const Name& name) {
  return heap_of(name.text());
}
std::size_t heap_of(const Mx& mx) {
  return heap_of(mx.exchange);
}
std::size_t heap_of(const Soa& soa) {
  return heap_of(soa.primary) + heap_of(soa.mailbox);
}
std::size_t heap_of(const Raw& raw) {
  return raw.octets.capacity();
}
std::size_t heap_of(const Txt& txt);
template <class T>
std::size_t heap_of(const std::vector<T>& list) {
  std::size_t octets = list.capacity() * sizeof(T);
  for (const T& one : list) octets += heap_of(one);
  return octets;
}
std::size_t heap_of(const Txt& txt) {
  return heap_of(txt.strings);
}
std::size_t heap_of(std::monostate /*nothing*/) {
  return 0;
}

}  // namespace

std::size_t Answer::octets() const {
  const auto held = std::visit([](const auto& list) { return heap_of(list); }, records);
  return sizeof(Answer) + held + heap_of(aliases) + heap_of(detail) + memo.octets();
}

std::string Txt::joined() const {
  std::string text;
  for (const std::string& part : strings) text += part;
  return text;
}

std::span<const base::IpAddress> Answer::addresses() const {
  return records_of<base::IpAddress>(records);
}
std::span<const Name> Answer::names() const {
  return records_of<Name>(records);
}
std::span<const Mx> Answer::mx() const {
  return records_of<Mx>(records);
}
std::span<const Txt> Answer::txt() const {
  return records_of<Txt>(records);
}
std::span<const Soa> Answer::soa() const {
  return records_of<Soa>(records);
}

bool Answer::is_known() const {
  return status == Status::answered || is_empty();
}

bool Answer::is_empty() const {
  return status == Status::no_data || status == Status::no_such_name;
}

AnswerPtr failed(Status status, std::string detail) {
  Answer answer;
  answer.status = status;
  if (status == Status::bogus) answer.security = Security::bogus;
  answer.detail = std::move(detail);
  return std::make_shared<const Answer>(std::move(answer));
}

std::vector<std::string> record_texts(const Answer& answer) {
  std::vector<std::string> texts;
  std::visit(
      [&texts](const auto& list) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(list)>, std::monostate>) {
          for (const auto& record : list) texts.push_back(text_of(record));
        }
      },
      answer.records);
  return texts;
}

}  // namespace libauth::dns
