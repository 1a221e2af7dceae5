// SPDX-License-Identifier: MIT
//
// Rows of this program as a table that SQLite reads, so that one statement adds any number of them.
// Private to this room.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <Poco/Data/Session.h>
#include <Poco/Nullable.h>
#include <Poco/Types.h>

struct sqlite3_context;

namespace reports::store {

/// Where SQLite takes a cell. A text must stay where it is until the statement has ended.
using CellPlace = sqlite3_context;

void put(CellPlace& place, std::string_view text);
void put(CellPlace& place, Poco::Int64 number);
void put_null(CellPlace& place);

template <class T>
void put(CellPlace& place, const Poco::Nullable<T>& cell) {
  if (cell.isNull()) {
    put_null(place);
  } else {
    put(place, cell.value());
  }
}

/// Rows that are given to SQLite.
class GivenRows {
 public:
  virtual ~GivenRows() = default;
  virtual std::size_t count() const = 0;
  /// Puts one cell; throws nothing.
  /// @param row  below count()
  virtual void put_cell(std::size_t row, std::size_t column, CellPlace& place) const = 0;
};

/// The table given_rows of one session with SQLite. Its columns are c0, c1 and so on.
///
/// Only statements of this program see it: no trigger or view of a file can name it.
class GivenTable {
 public:
  /// More than any table of the store has.
  static constexpr std::size_t kColumns = 64;

  explicit GivenTable(Poco::Data::Session& session);

  /// Runs something while the table has these rows. Otherwise it has none.
  template <class Run>
  void with(const GivenRows& rows, const Run& run) {
    rows_->given = &rows;
    const Empty empty{*rows_};
    run();
  }

  /// "SELECT c0, c1 FROM given_rows"
  static std::string select(std::size_t columns);

  struct Rows {
    const GivenRows* given = nullptr;
  };

 private:
  struct Empty {
    Rows& rows;
    ~Empty() { rows.given = nullptr; }
  };

  std::shared_ptr<Rows> rows_;  // with the session, which may outlive this
};

}  // namespace reports::store
