// SPDX-License-Identifier: MIT
//
// Many rows of one table, added at a time. Private to this room.

#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/mp11/algorithm.hpp>

#include "reports/store/arrays.h"
#include "reports/store/given_rows.h"
#include "reports/store/table.h"

namespace reports::store {

/// All rows of columns.
template <class Columns>
class ColumnRows : public GivenRows {
 public:
  explicit ColumnRows(const Columns& columns) : columns_(columns) {}

  std::size_t count() const override { return columns_.report.size(); }

  void put_cell(std::size_t row, std::size_t column, CellPlace& place) const override {
    using Members = ColumnsOf<Columns>;
    boost::mp11::mp_with_index<boost::mp11::mp_size<Members>>(column, [&](auto at) {
      put(place, (columns_.*boost::mp11::mp_at_c<Members, at>::pointer)[row]);
    });
  }

 private:
  const Columns& columns_;
};

/// Adds any number of rows of one table by one statement. SQLite reads them where they are;
/// PostgreSQL is sent arrays, one a column.
template <class Columns>
class BulkInsert {
  static_assert(boost::mp11::mp_size<ColumnsOf<Columns>>::value <= GivenTable::kColumns);

 public:
  explicit BulkInsert(const char* table) : table_(table) {}

  /// Adds the rows, which must stand in the same place in each call, and takes them out.
  /// @param given  of the session; nullptr for PostgreSQL
  void insert(Poco::Data::Session& session, GivenTable* given, Columns& columns) {
    if (columns.report.empty()) return;
    if (given == nullptr) {
      fill_arrays(columns);
      statement_.execute(session, [&] { return array_statement(session, columns); });
    } else {
      given->with(ColumnRows(columns), [&] {
        statement_.execute(session, [&] { return given_statement(session, columns); });
      });
    }
    for_each_column(columns, [](const char*, auto& column) { column.clear(); });
  }

 private:
  void fill_arrays(Columns& columns) {
    arrays_.resize(column_count(columns));
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

  Poco::Data::Statement given_statement(Poco::Data::Session& session, const Columns& columns) {
    Poco::Data::Statement statement(session);
    statement << "INSERT INTO " + table_ + " (" + column_list(columns) + ") " +
                     GivenTable::select(column_count(columns));
    return statement;
  }

  std::string table_;
  std::vector<std::string> arrays_;  // of the columns, in their order; the statement is bound to it
  LazyStatement statement_;
};

}  // namespace reports::store
