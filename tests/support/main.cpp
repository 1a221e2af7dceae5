// SPDX-License-Identifier: MIT
//
// The main program of every test: Boost.Test brings it.

#define BOOST_TEST_MODULE mailvet
#include <boost/test/unit_test.hpp>
