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

#include "reports/store/arrays.h"
#include "reports/store/dialect.h"

namespace reports::store {

/// Calls `visit(name, member)` for each column, those of base classes first.
template <class Row, class Visit>
void for_each_column(Row& row, const Visit& visit) {
  using Members = boost::describe::describe_members<
      std::remove_const_t<Row>, boost::describe::mod_public | boost::describe::mod_inherited>;
  boost::mp11::mp_for_each<Members>([&](auto column) { visit(column.name, row.*column.pointer); });
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

/// A statement that adds what is in `bound` each time it is executed: a row, or in SQLite a row for
/// each element of its columns. `bound` must outlive it and have a row already (Poco wants that).
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

/// Adds many rows of one table at a time. To SQLite, which is called and not asked over a wire, one
/// after another; to PostgreSQL as arrays, one a column.
template <class Columns>
class BulkInsert {
 public:
  explicit BulkInsert(const char* table) : table_(table) {}

  /// Adds the rows, which must stand in the same place in each call, and takes them out.
  void insert(Poco::Data::Session& session, Columns& columns) {
    if (columns.report.empty()) return;
    if (dialect_of(session).has_arrays) {
      fill_arrays(columns);
      statement_.execute(session, [&] { return array_statement(session, columns); });
    } else {
      statement_.execute(session, [&] { return insert_statement(session, table_, columns); });
    }
    for_each_column(columns, [](const char*, auto& column) { column.clear(); });
  }

 private:
  void fill_arrays(Columns& columns) {
    std::size_t count = 0;
    for_each_column(columns, [&](const char*, auto&) { ++count; });
    arrays_.resize(count);
    std::size_t at = 0;
    for_each_column(columns, [&](const char*, auto& column) { arrays_[at++] = array_of(column); });
  }

  Poco::Data::Statement array_statement(Poco::Data::Session& session, Columns& columns) {
    Poco::Data::Statement statement(session);
    std::string places;
    std::size_t at = 0;
    for_each_column(columns, [&](const char*, auto& column) {
      statement.addBind(Poco::Data::Keywords::use(arrays_[at]));
      places += places.empty() ? "$" : ", $";
      places += std::to_string(++at) + "::" + std::string(element_type(column)) + "[]";
    });
    statement << "INSERT INTO " + table_ + " (" + column_list(columns) + ") SELECT * FROM unnest(" +
                     places + ")";
    return statement;
  }

  std::string table_;
  std::vector<std::string> arrays_;  // of the columns, in their order; the statement is bound to it
  LazyStatement statement_;
};

}  // namespace reports::store
