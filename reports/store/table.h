// SPDX-License-Identifier: MIT
//
// Statements made of described rows: the member names are the column names. Private to this room.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "reports/store/dialect.h"

namespace reports::store {

/// The described members, those of base classes first.
template <class Row>
using ColumnsOf =
    boost::describe::describe_members<std::remove_const_t<Row>,
                                      boost::describe::mod_public | boost::describe::mod_inherited>;

/// Calls `visit(name, member)` for each column.
template <class Row, class Visit>
void for_each_column(Row& row, const Visit& visit) {
  boost::mp11::mp_for_each<ColumnsOf<Row>>(
      [&](auto column) { visit(column.name, row.*column.pointer); });
}

template <class Row>
std::size_t column_count(const Row& row) {
  std::size_t count = 0;
  for_each_column(row, [&](const char*, const auto&) { ++count; });
  return count;
}

/// "domain, number, id"
template <class Row>
std::string column_list(const Row& row) {
  std::string list;
  for_each_column(row, [&](const char* name, const auto&) {
    list += list.empty() ? "" : ", ";
    list += name;
  });
  return list;
}

/// A statement that adds the row that is in `bound` each time it is executed. `bound` must outlive
/// it.
template <class Row>
Poco::Data::Statement insert_statement(Poco::Data::Session& session, const std::string& table,
                                       Row& bound) {
  Poco::Data::Statement statement(session);
  std::string places;
  std::size_t count = 0;
  for_each_column(bound, [&](const char*, auto& member) {
    places += places.empty() ? "$" : ", $";
    places += std::to_string(++count);
    statement.addBind(Poco::Data::Keywords::use(member));
  });
  statement << "INSERT INTO " + table + " (" + column_list(bound) + ") VALUES (" + places + ")";
  return statement;
}

/// A statement that reads all columns of rows into `bound`, which must outlive it. What follows
/// "FROM table" is for the caller to add.
template <class Row>
Poco::Data::Statement select_statement(Poco::Data::Session& session, const std::string& table,
                                       Row& bound) {
  Poco::Data::Statement statement(session);
  for_each_column(bound, [&](const char*, auto& member) {
    statement.addExtract(Poco::Data::Keywords::into(member));
  });
  statement << "SELECT " + column_list(bound) + " FROM " + table;
  return statement;
}

/// Keeps a statement from being destroyed, for ever.
///
/// In Poco 1.11 a statement of PostgreSQL that was executed once and fails the next time has freed
/// the first result and still points to it; its destructor would free it again.
void abandon(Poco::Data::Statement&& statement);

/// A statement of a session that is made when it is first used, and executed again and again. With
/// PostgreSQL nothing else may execute a statement twice.
class LazyStatement {
 public:
  /// @return rows that were read or changed
  template <class Make>
  std::size_t execute(const Poco::Data::Session& session, const Make& make) {
    if (!statement_) statement_.emplace(make());
    try {
      return statement_->execute();
    } catch (...) {
      if (&dialect_of(session) == &kPostgres) abandon(std::move(*statement_));
      statement_.reset();
      throw;
    }
  }

 private:
  std::optional<Poco::Data::Statement> statement_;
};

}  // namespace reports::store
