// SPDX-License-Identifier: MIT

#include "reports/store/table.h"

#include <mutex>

namespace reports::store {

void abandon(Poco::Data::Statement&& statement) {
  static std::mutex mutex;
  static auto* const abandoned = new std::vector<Poco::Data::Statement>;  // never destroyed
  const std::lock_guard lock(mutex);
  abandoned->push_back(std::move(statement));
}

}  // namespace reports::store
