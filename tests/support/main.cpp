// SPDX-License-Identifier: MIT
//
// The main program of every test: Boost.Test brings it.

#define BOOST_TEST_MODULE mailvet
#include <boost/test/unit_test.hpp>

#ifdef __SANITIZE_ADDRESS__
// What LazyStatement keeps from being destroyed after a failure of PostgreSQL, one connection for
// each: docs/decisions/two-databases.md.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:Poco::Data::PostgreSQL::SessionHandle::connect\n"
         "leak:Poco::Data::PostgreSQL::StatementExecutor::execute\n";
}
#endif
