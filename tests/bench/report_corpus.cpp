// SPDX-License-Identifier: MIT

#include "tests/bench/report_corpus.h"

namespace bench {

std::string make_report(std::size_t records, std::size_t begin) {
  std::string xml =
      "<?xml version=\"1.0\"?><feedback><version>1.0</version><report_metadata>"
      "<org_name>receiver.example.net</org_name><email>dmarc@receiver.example.net</email>"
      "<report_id>bench</report_id><date_range><begin>" +
      std::to_string(begin) + "</begin><end>" + std::to_string(begin + 86399) +
      "</end></date_range></report_metadata><policy_published><domain>example.com</domain>"
      "<adkim>r</adkim><aspf>r</aspf><p>reject</p><sp>reject</sp><pct>100</pct>"
      "</policy_published>";
  xml.reserve(xml.size() + 640 * records);
  for (std::size_t i = 0; i < records; ++i) {
    xml += "\n<record><row><source_ip>192.0.2." + std::to_string(i % 256) + "</source_ip><count>" +
           std::to_string(i % 97 + 1) +
           "</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"
           "<spf>fail</spf></policy_evaluated></row><identifiers><envelope_from>mail.example.com"
           "</envelope_from><header_from>example.com</header_from></identifiers><auth_results>"
           "<dkim><domain>example.com</domain><selector>s" +
           std::to_string(i % 3) +
           "</selector><result>pass</result></dkim><dkim><domain>provider.example.net</domain>"
           "<selector>k1</selector><result>pass</result></dkim><spf><domain>mail.example.com"
           "</domain><scope>mfrom</scope><result>softfail</result></spf></auth_results></record>";
  }
  return xml + "</feedback>";
}

}  // namespace bench
