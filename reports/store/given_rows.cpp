// SPDX-License-Identifier: MIT
//
// See https://www.sqlite.org/vtab.html for what each function is to do.

#include "reports/store/given_rows.h"

#include <new>

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

namespace reports::store {
namespace {

using Shared = std::shared_ptr<GivenTable::Rows>;

struct Table : sqlite3_vtab {
  const GivenTable::Rows* rows = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
  std::size_t row = 0;
};

const GivenRows* rows_of(const sqlite3_vtab_cursor* cursor) {
  return static_cast<const Table*>(cursor->pVtab)->rows->given;
}

std::string column_names(std::size_t count) {
  std::string names;
  for (std::size_t i = 0; i < count; ++i) names += (i == 0 ? "c" : ", c") + std::to_string(i);
  return names;
}

const std::string kSchema = "CREATE TABLE x(" + column_names(GivenTable::kColumns) + ")";

int connect(sqlite3* database, void* shared, int, const char* const*, sqlite3_vtab** made, char**) {
  int error = sqlite3_declare_vtab(database, kSchema.c_str());
  if (error == SQLITE_OK) error = sqlite3_vtab_config(database, SQLITE_VTAB_DIRECTONLY);
  if (error != SQLITE_OK) return error;
  auto* const table = new (std::nothrow) Table();
  if (table == nullptr) return SQLITE_NOMEM;
  table->rows = static_cast<const Shared*>(shared)->get();
  *made = table;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

/// There is one way to read it: all, in order.
int best_index(sqlite3_vtab*, sqlite3_index_info*) {
  return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** made) {
  *made = new (std::nothrow) Cursor();
  return *made == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  static_cast<Cursor*>(cursor)->row = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++static_cast<Cursor*>(cursor)->row;
  return SQLITE_OK;
}

int eof(sqlite3_vtab_cursor* cursor) {
  const GivenRows* const rows = rows_of(cursor);
  return rows == nullptr || static_cast<const Cursor*>(cursor)->row >= rows->count() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* place, int column) {
  rows_of(cursor)->put_cell(static_cast<const Cursor*>(cursor)->row,
                            static_cast<std::size_t>(column), *place);
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* row) {
  *row = static_cast<sqlite3_int64>(static_cast<const Cursor*>(cursor)->row);
  return SQLITE_OK;
}

/// Without xCreate, so that it is there without CREATE VIRTUAL TABLE, under its own name.
const sqlite3_module kModule = [] {
  sqlite3_module module{};
  module.xConnect = &connect;
  module.xBestIndex = &best_index;
  module.xDisconnect = &disconnect;
  module.xOpen = &open;
  module.xClose = &close;
  module.xFilter = &filter;
  module.xNext = &next;
  module.xEof = &eof;
  module.xColumn = &column;
  module.xRowid = &rowid;
  return module;
}();

void forget(void* shared) {
  delete static_cast<Shared*>(shared);
}

}  // namespace

void put(CellPlace& place, std::string_view text) {
  // Without octets it may have no place, which is NULL to SQLite.
  const char* const octets = text.empty() ? "" : text.data();
  sqlite3_result_text64(&place, octets, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void put(CellPlace& place, Poco::Int64 number) {
  sqlite3_result_int64(&place, number);
}

void put_null(CellPlace& place) {
  sqlite3_result_null(&place);
}

GivenTable::GivenTable(Poco::Data::Session& session) : rows_(std::make_shared<Rows>()) {
  sqlite3* const database = Poco::Data::SQLite::Utility::dbHandle(session);
  const int error =
      sqlite3_create_module_v2(database, "given_rows", &kModule, new Shared(rows_), &forget);
  if (error != SQLITE_OK) throw Poco::Data::DataException("given_rows", sqlite3_errstr(error));
}

std::string GivenTable::select(std::size_t columns) {
  return "SELECT " + column_names(columns) + " FROM given_rows";
}

}  // namespace reports::store
