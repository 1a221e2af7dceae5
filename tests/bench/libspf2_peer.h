// SPDX-License-Identifier: MIT
//
// libspf2, to measure beside: its checks over the same DNS.

#pragma once

#include <cstddef>
#include <memory>

#include "libauth/spf/request.h"
#include "libauth/spf/result.h"
#include "tests/bench/spf_corpus.h"

namespace bench {

/// Where libspf2 finds the answers; all of it in memory.
enum class Libspf2Dns {
  /// Ours: a hash table of answers that are laid out as libspf2 wants them, so that a look-up costs
  /// little more than the copy which libspf2 then owns. The fastest that we know to give it.
  table,
  /// Its own cache, SPF_dns_cache, warm, in front of that table.
  cache,
  /// Its own in-memory DNS, SPF_dns_zone, which looks through all records for each question.
  zone,
};

/// One SPF_server_t over the corpus.
///
/// Not safe for use by several threads at once.
class Libspf2Peer {
 public:
  /// @throws std::bad_alloc where libspf2 cannot start
  Libspf2Peer(const SpfCorpus& corpus, Libspf2Dns dns);
  ~Libspf2Peer();
  Libspf2Peer(const Libspf2Peer&) = delete;
  Libspf2Peer& operator=(const Libspf2Peer&) = delete;

  /// Checks MAIL FROM. One new SPF_request_t for each check, as libspf2's own programs do.
  libauth::spf::Result check(const libauth::spf::Request& request);

  /// Questions that the table was asked until now; those of SPF_dns_zone are not counted.
  std::size_t questions() const;

 private:
  class Table;
  struct Server;
  std::unique_ptr<Table> table_;
  std::unique_ptr<Server> server_;
};

}  // namespace bench
