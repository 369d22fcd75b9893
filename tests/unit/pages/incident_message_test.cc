#include "pages/incident_message.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

IncidentRow Of(IncidentKind kind) {
  IncidentRow row = SampleIncidents()[0];
  row.kind = kind;
  return row;
}

const std::string kEvidence =
    ", rule 2101 (UNION SELECT in the query), last request \"GET /item.php?id=1'+UNION+SELECT+password+FROM+"
    "users--\" on www.example.org, entry \"AH00128: File does not exist: /var/www/html/item.php\"";

class IncidentMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentMessageTest);
  CPPUNIT_TEST(EveryKind);
  CPPUNIT_TEST(ALimitThatDoesNotBlock);
  CPPUNIT_TEST(SaysWhereTheEvidenceIs);
  CPPUNIT_TEST(ByAnotherHost);
  CPPUNIT_TEST(AReasonIsOneLine);
  CPPUNIT_TEST(ABlockForForeignPagesOnly);
  CPPUNIT_TEST(SaysWhoIsChargedWithWhatManyCause);
  CPPUNIT_TEST(AnAdministratorNeedsNoReason);
  CPPUNIT_TEST(ARangeIsNoClient);
  CPPUNIT_TEST(LeavesOutWhatIsNotKnown);
  CPPUNIT_TEST(ARequestWithoutAMethodIsItsPath);
  CPPUNIT_TEST(QuotesOfAClientEndNothing);
  CPPUNIT_TEST(BracesOfAClientStay);
  CPPUNIT_TEST_SUITE_END();

  void EveryKind() {
    const std::string length = "600 s until 2026-11-22T10:08:45.120Z";
    const std::pair<IncidentKind, std::string> cases[] = {
        {IncidentKind::kBlock,
         "EW0101: client 203.0.113.7 blocked for " + length + ": sql_injection 10/10, strike 2" + kEvidence},
        {IncidentKind::kDetection, "EW0103: client 203.0.113.7 would have been blocked for " + length +
                                       ": sql_injection 10/10" + kEvidence},
        {IncidentKind::kServer, "EW0104: sql_injection that no client is charged with" + kEvidence},
        {IncidentKind::kWidespread,
         "EW0105: many clients cause the same entry at once (sql_injection): a fault of this server or a "
         "distributed attack; each of them is charged with its own" +
             kEvidence},
        {IncidentKind::kExpired, "EW0102: client 203.0.113.7 let back in: its block ran out"},
        {IncidentKind::kBlockedByHand, "EW0106: client 203.0.113.7 blocked by an administrator for " +
                                           length + ": AH00128: File does not exist: /var/www/html/item.php"},
        {IncidentKind::kUnblocked,
         "EW0102: client 203.0.113.7 let back in: AH00128: File does not exist: /var/www/html/item.php"},
        {IncidentKind::kEntry, ""},
        {IncidentKind::kTakeover,
         "EW0107: client 203.0.113.7 logged in after 10 failed attempts at \"AH00128: File does not exist: "
         "/var/www/html/item.php\": its owner remembered the password, or it was guessed, last request \"GET "
         "/item.php?id=1'+UNION+SELECT+password+FROM+users--\" on www.example.org"},
        {IncidentKind::kFalseCrawler,
         "EW0108: client 203.0.113.7 says that it is a crawler, and by the DNS is not" + kEvidence},
        {IncidentKind::kRangeBlock, "EW0109: range 203.0.113.7 blocked as a whole for " + length +
                                        ": clients in 10 of its parts were blocked within an hour" +
                                        kEvidence},
        {IncidentKind::kProxy,
         "EW0110: 203.0.113.7 is taken for a proxy from now on, because mod_remoteip takes its word for many "
         "clients: what it sends in its own name is counted against nobody. If it is none, do not name it in "
         "RemoteIPInternalProxy or RemoteIPTrustedProxy; `errwatch block` takes it back"},
        {IncidentKind::kAllowed, "EW0111: client 203.0.113.7 allowed by an administrator for " + length +
                                     ": AH00128: File does not exist: /var/www/html/item.php"},
        {IncidentKind::kDisallowed,
         "EW0112: client 203.0.113.7 no longer allowed: AH00128: File does not exist: "
         "/var/www/html/item.php"},
        {IncidentKind::kImported,
         "EW0113: 10 clients and ranges blocked by an administrator from a list: AH00128: "
         "File does not exist: /var/www/html/item.php"},
        {IncidentKind::kAnomaly,
         "EW0114: , client 203.0.113.7, rule 2101, at \"GET "
         "/item.php?id=1'+UNION+SELECT+password+FROM+users--\" on "
         "www.example.org, about \"AH00128: File does not exist: /var/www/html/item.php\""},
    };
    CPPUNIT_ASSERT_EQUAL(std::size_t{kIncidentKindCount}, std::size(cases));
    for (const auto& [kind, text] : cases) CPPUNIT_ASSERT_EQUAL(text, IncidentMessage(Of(kind)));
  }

  void ALimitThatDoesNotBlock() {
    IncidentRow row = Of(IncidentKind::kDetection);
    row.until = Tick();
    CPPUNIT_ASSERT_EQUAL(
        "EW0103: client 203.0.113.7 reached a limit that does not block: sql_injection 10/10" + kEvidence,
        IncidentMessage(row));
  }

  void SaysWhereTheEvidenceIs() {
    IncidentRow row = Of(IncidentKind::kBlock);
    row.found = Target::kBody;
    row.field = "comment";
    row.excerpt = "1' or \"1\"=1";
    CPPUNIT_ASSERT(IncidentMessage(row).find(
                       ", rule 2101 (UNION SELECT in the query), found in the body's field "
                       "\"comment\": \"1' or \\x221\\x22=1\", last request \"GET") != std::string::npos);
  }

  // Its limit was reached there: no count of this host's has any part in it.
  void ByAnotherHost() {
    IncidentRow row = Of(IncidentKind::kBlock);
    row.rule = row.score = row.capacity = 0;
    row.uri = row.method = row.vhost = "";
    row.message = "as decided on web2";
    const std::string length = "600 s until 2026-11-22T10:08:45.120Z";
    CPPUNIT_ASSERT_EQUAL(
        "EW0101: client 203.0.113.7 blocked for " + length + ": sql_injection, strike 2, as decided on web2",
        IncidentMessage(row));
    row.kind = IncidentKind::kDetection;
    CPPUNIT_ASSERT_EQUAL("EW0103: client 203.0.113.7 would have been blocked for " + length +
                             ": sql_injection, as decided on web2",
                         IncidentMessage(row));
    row.kind = IncidentKind::kBlock;
    row.score = row.capacity = 10;
    row.message = "by what it did on other hosts, web2";
    CPPUNIT_ASSERT_EQUAL("EW0101: client 203.0.113.7 blocked for " + length +
                             ": sql_injection 10/10, strike 2, by what it did on other hosts, web2",
                         IncidentMessage(row));
  }

  void AReasonIsOneLine() {
    IncidentRow row = Of(IncidentKind::kBlockedByHand);
    row.message = "abuse\nreport";
    CPPUNIT_ASSERT(IncidentMessage(row).ends_with(": abuse\\x0areport"));
    row.message = "";
    CPPUNIT_ASSERT(IncidentMessage(row).ends_with("Z"));
  }

  void ABlockForForeignPagesOnly() {
    IncidentRow row = Of(IncidentKind::kBlock);
    row.foreign_only = true;
    row.strikes = 0;
    CPPUNIT_ASSERT_EQUAL(
        "EW0101: client 203.0.113.7 blocked for 600 s until 2026-11-22T10:08:45.120Z, only for requests that "
        "pages can cause: sql_injection 10/10, strike 0" +
            kEvidence,
        IncidentMessage(row));
  }

  void SaysWhoIsChargedWithWhatManyCause() {
    IncidentRow row = Of(IncidentKind::kWidespread);
    for (const char* category : {"vuln_scan", "unauthorized_access", "info_leak"}) {
      row.category = category;
      CPPUNIT_ASSERT(IncidentMessage(row).find("; not charged to each of them,") != std::string::npos);
    }
    for (const char* category : {"auth_failure", "xss"}) {
      row.category = category;
      CPPUNIT_ASSERT(IncidentMessage(row).find("; each of them is charged with its own,") !=
                     std::string::npos);
    }
  }

  void AnAdministratorNeedsNoReason() {
    IncidentRow row = Of(IncidentKind::kUnblocked);
    row.message = "";
    CPPUNIT_ASSERT_EQUAL(std::string("EW0102: client 203.0.113.7 let back in by an administrator"),
                         IncidentMessage(row));
  }

  void ARangeIsNoClient() {
    for (const IncidentKind kind :
         {IncidentKind::kBlockedByHand, IncidentKind::kUnblocked, IncidentKind::kExpired}) {
      IncidentRow row = Of(kind);
      row.is_range = true;
      CPPUNIT_ASSERT(IncidentMessage(row).find(": range 203.0.113.7 ") != std::string::npos);
    }
  }

  void LeavesOutWhatIsNotKnown() {
    IncidentRow row;
    row.kind = IncidentKind::kServer;
    row.category = "server_fault";
    CPPUNIT_ASSERT_EQUAL(std::string("EW0104: server_fault that no client is charged with"),
                         IncidentMessage(row));
  }

  // Of a client that sent half a request; an account or a path of many clients.
  void ARequestWithoutAMethodIsItsPath() {
    for (const auto& [kind, text] : {std::pair(IncidentKind::kServer, ", last request \"/a\" on "),
                                     std::pair(IncidentKind::kAnomaly, ", at \"/a\" on ")}) {
      IncidentRow row = Of(kind);
      row.uri = "/a";
      row.method = "";
      CPPUNIT_ASSERT(IncidentMessage(row).find(text) != std::string::npos);
    }
  }

  void QuotesOfAClientEndNothing() {
    IncidentRow row = Of(IncidentKind::kServer);
    row.uri = "/a\", entry \"b";
    row.message = "c\" on www.example.net";
    const std::string text = IncidentMessage(row);
    CPPUNIT_ASSERT_MESSAGE(text, text.find(" /a\\x22, entry \\x22b\"") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(text, text.ends_with(", entry \"c\\x22 on www.example.net\""));
  }

  void BracesOfAClientStay() {
    IncidentRow row = Of(IncidentKind::kServer);
    row.category = "{category}";
    row.message = "{client} {";
    const std::string text = IncidentMessage(row);
    CPPUNIT_ASSERT(text.starts_with("EW0104: {category} that") && text.ends_with(", entry \"{client} {\""));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IncidentMessageTest);

}  // namespace
}  // namespace errwatch
