// SPDX-License-Identifier: MIT
//
// Statements made of described rows: the member names are the column names. Private to this room.

#pragma once

#include <optional>
#include <string>
#include <type_traits>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

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

/// A statement that adds what is in `bound` each time it is executed: a row, or a row for each
/// element of its columns. `bound` must outlive it and have a row already (Poco wants that).
template <class Row>
Poco::Data::Statement insert_statement(Poco::Data::Session& session, const std::string& table,
                                       Row& bound) {
  Poco::Data::Statement statement(session);
  std::string places;
  for_each_column(bound, [&](const char*, auto& member) {
    places += places.empty() ? "?" : ", ?";
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

/// A statement of a session that is made when it is first used.
class LazyStatement {
 public:
  template <class Make>
  void execute(const Make& make) {
    if (!statement_) statement_.emplace(make());
    statement_->execute();
  }

 private:
  std::optional<Poco::Data::Statement> statement_;
};

}  // namespace reports::store
