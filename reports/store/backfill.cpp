// SPDX-License-Identifier: MIT
//
// Only columns of that time are read: rows.h may have later ones, which are not there yet.

#include "reports/store/backfill.h"

#include <cstddef>
#include <string>
#include <vector>

#include <Poco/Data/Statement.h>

#include "reports/store/cells.h"
#include "reports/store/flow.h"
#include "reports/store/table.h"

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using aggregate::Record;
using Poco::Data::Session;

/// The report whose records are filled.
struct Place {
  std::string domain;
  Poco::Int64 number = 0;
};

void read_reasons(Session& session, Place& place, std::vector<Record>& records) {
  std::vector<Poco::Int64> record;
  std::vector<Text> type;
  std::vector<Text> comment;
  session << "SELECT record, reason_type, reason_comment FROM report_reason"
             " WHERE domain = $1 AND report = $2 ORDER BY record, position",
      use(place.domain), use(place.number), into(record), into(type), into(comment), now;
  for (std::size_t at = 0; at < record.size(); ++at) {
    Record& of = records.at(static_cast<std::size_t>(record[at]));
    aggregate::Reason& reason = of.policy_evaluated.reasons.emplace_back();
    read(type[at], reason.type);
    read(comment[at], reason.comment);
  }
}

void read_dkim(Session& session, Place& place, std::vector<Record>& records) {
  std::vector<Poco::Int64> record;
  std::vector<Text> domain;
  std::vector<Text> selector;
  std::vector<Text> result;
  session << "SELECT record, dkim_domain, selector, result FROM report_dkim"
             " WHERE domain = $1 AND report = $2 ORDER BY record, position",
      use(place.domain), use(place.number), into(record), into(domain), into(selector),
      into(result), now;
  for (std::size_t at = 0; at < record.size(); ++at) {
    Record& of = records.at(static_cast<std::size_t>(record[at]));
    aggregate::DkimAuthResult& dkim = of.auth_results.dkim.emplace_back();
    read(domain[at], dkim.domain);
    read(selector[at], dkim.selector);
    read(result[at], dkim.result);
  }
}

void read_spf(Session& session, Place& place, std::vector<Record>& records) {
  std::vector<Poco::Int64> record;
  std::vector<Text> domain;
  std::vector<Text> scope;
  std::vector<Text> result;
  session << "SELECT record, spf_domain, scope, result FROM report_spf"
             " WHERE domain = $1 AND report = $2 ORDER BY record, position",
      use(place.domain), use(place.number), into(record), into(domain), into(scope), into(result),
      now;
  for (std::size_t at = 0; at < record.size(); ++at) {
    Record& of = records.at(static_cast<std::size_t>(record[at]));
    aggregate::SpfAuthResult& spf = of.auth_results.spf.emplace_back();
    read(domain[at], spf.domain);
    read(scope[at], spf.scope);
    read(result[at], spf.result);
  }
}

std::vector<Record> read_records(Session& session, Place& place) {
  std::vector<Text> spf;
  session << "SELECT spf FROM report_record WHERE domain = $1 AND report = $2 ORDER BY position",
      use(place.domain), use(place.number), into(spf), now;
  std::vector<Record> records(spf.size());
  for (std::size_t at = 0; at < spf.size(); ++at) read(spf[at], records[at].policy_evaluated.spf);
  read_reasons(session, place, records);
  read_dkim(session, place, records);
  read_spf(session, place, records);
  return records;
}

void fill(Session& session, Place& place) {
  std::string signers;
  Text spf_passed;
  std::string reasons;
  Poco::Int64 position = 0;
  LazyStatement update;
  for (const Record& record : read_records(session, place)) {
    signers = signers_of(record);
    spf_passed = cell(spf_passed_of(record));
    reasons = reasons_of(record);
    update.execute(session, [&]() -> Poco::Data::Statement {
      return (session << "UPDATE report_record SET signers = $1, spf_passed = $2, reasons = $3"
                         " WHERE domain = $4 AND report = $5 AND position = $6",
              use(signers), use(spf_passed), use(reasons), use(place.domain), use(place.number),
              use(position));
    });
    ++position;
  }
}

}  // namespace

void fill_flow_columns(Session& session) {
  std::vector<std::string> domains;
  std::vector<Poco::Int64> numbers;
  session << "SELECT domain, number FROM report ORDER BY number", into(domains), into(numbers), now;
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    Place place{domains[at], numbers[at]};
    fill(session, place);
  }
}

}  // namespace reports::store
