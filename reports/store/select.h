// SPDX-License-Identifier: MIT
//
// Statements whose rows are described structs: the columns are the members, in their order. Private
// to this room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>
#include <Poco/Types.h>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/tuple.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/store/parcel.h"

namespace reports::store {

/// How a value lies in its column. Only what is defined here can be a member of a row.
template <class T>
struct Cell;

template <>
struct Cell<std::string> {
  using Type = std::string;
  static std::string value(const Type& cell) { return cell; }
};

template <>
struct Cell<std::optional<std::string>> {
  using Type = Poco::Nullable<std::string>;
  static std::optional<std::string> value(const Type& cell) {
    return cell.isNull() ? std::nullopt : std::optional(cell.value());
  }
};

template <>
struct Cell<std::int64_t> {
  using Type = Poco::Int64;
  static std::int64_t value(Type cell) { return cell; }
};

template <>
struct Cell<std::uint64_t> {
  using Type = Poco::Int64;
  static std::uint64_t value(Type cell) { return static_cast<std::uint64_t>(cell); }
};

template <>
struct Cell<std::optional<std::uint32_t>> {
  using Type = Poco::Nullable<Poco::Int64>;
  static std::optional<std::uint32_t> value(const Type& cell) {
    return cell.isNull() ? std::nullopt : std::optional(static_cast<std::uint32_t>(cell.value()));
  }
};

template <>
struct Cell<bool> {
  using Type = Poco::Int64;
  static bool value(Type cell) { return cell != 0; }
};

template <>
struct Cell<libauth::base::Time> {
  using Type = Poco::Int64;
  static libauth::base::Time value(Type cell) {
    return libauth::base::Time(std::chrono::seconds(cell));
  }
};

template <>
struct Cell<libauth::base::IpAddress> {
  using Type = std::string;
  static libauth::base::IpAddress value(const Type& cell) {
    return libauth::base::IpAddress::parse(cell).value();
  }
};

/// Words of ours, which are never taken away from an enum.
template <libauth::base::DescribedEnum E>
struct Cell<E> {
  using Type = std::string;
  static E value(const Type& cell) { return libauth::base::parse_enum<E>(cell).value(); }
};

template <class Row>
using MembersOf = boost::describe::describe_members<Row, boost::describe::mod_public |
                                                             boost::describe::mod_inherited>;

template <class Row, class T>
std::type_identity<T> pointee(T Row::*member);

/// The type of a member, from its descriptor.
template <class Member>
using MemberType = typename decltype(pointee(Member::pointer))::type;

/// Whether the first differs from the second in a member and comes before it there, as absent comes
/// before everything.
template <class Row>
bool is_before(const Row& first, const Row& second) {
  bool is_less = false;
  bool is_decided = false;
  boost::mp11::mp_for_each<MembersOf<Row>>([&](auto member) {
    if (is_decided) return;
    const auto& left = first.*member.pointer;
    const auto& right = second.*member.pointer;
    is_decided = left != right;
    is_less = left < right;
  });
  return is_less;
}

/// Binds $1, $2 and so on to the values, in their order.
template <class... Values>
Poco::Data::Statement statement_of(Poco::Data::Session& session, const std::string& sql,
                                   Values&... values) {
  Poco::Data::Statement statement(session);
  statement << sql;
  (statement.addBind(Poco::Data::Keywords::use(values)), ...);
  return statement;
}

/// Runs a statement that gives no rows.
template <class... Values>
void run(Poco::Data::Session& session, const std::string& sql, Values&... values) {
  statement_of(session, sql, values...).execute();
}

/// All cells of the one column of a statement.
template <class T, class... Values>
std::vector<T> select_column(Poco::Data::Session& session, const std::string& sql,
                             Values&... values) {
  std::vector<T> cells;
  Poco::Data::Statement statement = statement_of(session, sql, values...);
  statement.addExtract(Poco::Data::Keywords::into(cells));
  statement.execute();
  return cells;
}

/// All rows of a statement whose columns are the members of Row. Poco reads a column much faster
/// than a row at a time.
template <class Row, class... Values>
std::vector<Row> select(Poco::Data::Session& session, const std::string& sql, Values&... values) {
  Poco::Data::Statement statement = statement_of(session, sql, values...);
  const auto columns = [&]<class... Member>(boost::mp11::mp_list<Member...>) {
    return std::tuple<std::vector<typename Cell<MemberType<Member>>::Type>...>();
  };
  auto cells = columns(boost::mp11::mp_rename<MembersOf<Row>, boost::mp11::mp_list>());
  boost::mp11::tuple_for_each(
      cells, [&](auto& column) { statement.addExtract(Poco::Data::Keywords::into(column)); });
  statement.execute();
  std::vector<Row> rows(std::get<0>(cells).size());
  boost::mp11::mp_for_each<boost::mp11::mp_iota<boost::mp11::mp_size<MembersOf<Row>>>>(
      [&](auto index) {
        using Member = boost::mp11::mp_at<MembersOf<Row>, decltype(index)>;
        const auto& column = std::get<decltype(index)::value>(cells);
        for (std::size_t at = 0; at < rows.size(); ++at) {
          rows[at].*Member::pointer = Cell<MemberType<Member>>::value(column[at]);
        }
      });
  return rows;
}

}  // namespace reports::store
