#include "cli/server/list_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <string>

namespace errwatch::cli {
namespace {

constexpr int64_t kNowUs = 1'795'341'600'000'000;  // 2026-11-22T10:00:00Z

class ListReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ListReaderTest);
  CPPUNIT_TEST(ReadsPlainLists);
  CPPUNIT_TEST(ReadsFail2banWithTimes);
  CPPUNIT_TEST(ReadsAllOfFail2ban);
  CPPUNIT_TEST(ReadsDecisionsAsJson);
  CPPUNIT_TEST(ReadsDecisionsAsCsv);
  CPPUNIT_TEST(ReadsItsOwn);
  CPPUNIT_TEST(TellsFormsApart);
  CPPUNIT_TEST(RefusesWhatIsNone);
  CPPUNIT_TEST(ReadsDurations);
  CPPUNIT_TEST(SplitsRecords);
  CPPUNIT_TEST_SUITE_END();

  static ListRead Read(const std::string& text, ListForm form = ListForm::kAuto) {
    return ReadList(text, form, kNowUs).value();
  }
  static int64_t Seconds(const ListEntry& entry) { return entry.left.value().count() / 1000; }

 public:
  void setUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  void tearDown() override {
    ::unsetenv("TZ");
    ::tzset();
  }

  void ReadsPlainLists() {
    const ListRead read = Read(
        "; a list\r\n# of networks\n\n1.10.16.0/20 ; SBL256894\n2001:db8::/32\t# theirs\n192.0.2.1 "
        "192.0.2.2,192.0.2.3\n"
        "example.org\n<html>\n192.0.2.4");
    CPPUNIT_ASSERT(read.form == ListForm::kPlain);
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, read.entries.size());
    CPPUNIT_ASSERT_EQUAL(std::string("1.10.16.0/20"), read.entries[0].address);
    CPPUNIT_ASSERT(!read.entries[0].left && read.entries[5].address == "192.0.2.4");
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, read.malformed);
    CPPUNIT_ASSERT_EQUAL(std::string("line 7: \"example.org\" is no entry of this kind of list"),
                         read.malformed_at[0]);
    CPPUNIT_ASSERT(Read("").entries.empty());
  }

  void ReadsFail2banWithTimes() {
    const ListRead read = Read(
        "192.0.2.1 \t2026-11-22 09:30:00 + 3600 = 2026-11-22 10:30:00\n"
        "198.51.100.0/24 \t2026-11-22 09:30:00 + -1 = 9999-12-31 23:59:59\n"
        "192.0.2.9 \t2026-11-22 08:00:00 + 60 = 2026-11-22 08:01:00\nServer replied: no\n");
    CPPUNIT_ASSERT(read.form == ListForm::kFail2ban);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, read.entries.size());
    CPPUNIT_ASSERT_EQUAL(int64_t{1800}, Seconds(read.entries[0]));
    CPPUNIT_ASSERT(!read.entries[1].left && read.entries[1].address == "198.51.100.0/24");
    CPPUNIT_ASSERT(read.others == 1 && read.malformed == 1);
  }

  void ReadsAllOfFail2ban() {
    const ListRead read = Read("[{'web': ['192.0.2.1', '2001:db8::7']}, {'none': []}, {'o': ['x']}]\n");
    CPPUNIT_ASSERT(read.form == ListForm::kFail2ban && read.entries.size() == 2 && read.malformed == 1);
    CPPUNIT_ASSERT_EQUAL(std::string("fail2ban: web"), read.entries[1].reason);
    CPPUNIT_ASSERT(Read("[{'web': []}]\n").entries.empty());
  }

  void ReadsDecisionsAsJson() {
    const ListRead read = Read(
        R"([{"decisions": [{"duration": "3h59m58.3s", "origin": "cscli", "scenario": "crowdsecurity/http-probing",
             "scope": "Ip", "type": "ban", "value": "192.0.2.1"},
            {"duration": "1h", "scope": "Ip", "type": "captcha", "value": "192.0.2.2"},
            {"duration": "1h", "scope": "AS", "type": "ban", "value": "64500"}]},
           {"decisions": [{"duration": "-2s", "scope": "Ip", "type": "ban", "value": "192.0.2.3"}, 7]},
           {"duration": "4h", "scope": "Range", "type": "ban", "value": "198.51.100.0/24"}])");
    CPPUNIT_ASSERT(read.form == ListForm::kCrowdsec && read.entries.size() == 2);
    CPPUNIT_ASSERT_EQUAL(int64_t{14398}, Seconds(read.entries[0]));
    CPPUNIT_ASSERT_EQUAL(std::string("crowdsec: crowdsecurity/http-probing"), read.entries[0].reason);
    CPPUNIT_ASSERT(read.others == 3 && read.malformed == 1);
    CPPUNIT_ASSERT(Read("null\n").entries.empty() && Read("[]").entries.empty());
  }

  void ReadsDecisionsAsCsv() {
    const ListRead raw = Read(
        "id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id\n"
        "3,cscli,Ip:2001:db8::7,\"a, b\",ban,,,1,59m59.142681699s,false,3\n"
        "2,cscli,Range:198.51.100.0/24,x,captcha,,,1,23h,false,2\n1,2\n");
    CPPUNIT_ASSERT(raw.form == ListForm::kCrowdsec && raw.entries.size() == 1);
    CPPUNIT_ASSERT(raw.entries[0].address == "2001:db8::7" && raw.entries[0].reason == "crowdsec: a, b");
    CPPUNIT_ASSERT(Seconds(raw.entries[0]) == 3599 && raw.others == 1 && raw.malformed == 1);
    const ListRead wanted = Read("duration,scope,value\n24h,ip,192.0.2.7\n");
    CPPUNIT_ASSERT(wanted.entries.size() == 1 && Seconds(wanted.entries[0]) == 86400);
  }

  void ReadsItsOwn() {
    const ListRead json = Read(
        R"({"errwatch": "1", "exported": "2026-11-22T09:00:00.000Z", "entries": [
             {"kind": "blocked", "address": "192.0.2.1", "scope": "shop", "until": "2026-11-22T10:01:00.000Z"},
             {"kind": "allowed", "address": "2001:db8::/48", "until": "2026-11-22T10:01:00.000Z", "reason": "office"},
             {"kind": "loved", "address": "192.0.2.1"}, 7, {"kind": "blocked", "address": "192.0.2.1", "until": "soon"}]})");
    CPPUNIT_ASSERT(json.form == ListForm::kJson && json.entries.size() == 2 && json.malformed == 3);
    CPPUNIT_ASSERT(json.entries[0].scope == "shop" && Seconds(json.entries[0]) == 60);
    CPPUNIT_ASSERT(json.entries[1].kind == store::ListKind::kAllowed && json.entries[1].reason == "office");
    const ListRead csv = Read(
        "kind,address,scope,until,reason\r\nblocked,192.0.2.1,server,2026-11-22T10:01:00.000Z,any\r\n"
        "blocked,192.0.2.2,server,2026-11-22T09:01:00.000Z,any\r\n");
    CPPUNIT_ASSERT(csv.form == ListForm::kCsv && csv.entries.size() == 1 && csv.others == 1);
    // What a data base writes.
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         Read("address,until\n192.0.2.1,2026-11-22T10:01:00Z\n").entries.size());
  }

  void TellsFormsApart() {
    CPPUNIT_ASSERT(FormOf("[2001:db8::1]\n") == ListForm::kPlain);
    CPPUNIT_ASSERT(FormOf("# value\n192.0.2.1") == ListForm::kPlain);
    CPPUNIT_ASSERT(FormOf("\n[\n {}]") == ListForm::kCrowdsec);
  }

  void RefusesWhatIsNone() {
    const auto refused = [](const std::string& text, ListForm form) {
      return ReadList(text, form, kNowUs).error();
    };
    CPPUNIT_ASSERT(refused("SQLite format 3", ListForm::kAuto).find("SQLite") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("it is no JSON"), refused("{\"entries\": [", ListForm::kAuto));
    CPPUNIT_ASSERT(refused("{\"a\": 1}", ListForm::kAuto).find("neither") != std::string::npos);
    const std::string deep(100'000, '[');
    CPPUNIT_ASSERT(!ReadList(deep, ListForm::kCrowdsec, kNowUs).ok());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Read(deep + std::string(100'000, ']'), ListForm::kCrowdsec).malformed);
  }

  void ReadsDurations() {
    const auto is = [](const char* text, int64_t milliseconds) {
      return ParseGoDuration(text) == std::optional(Milliseconds(milliseconds));
    };
    CPPUNIT_ASSERT(is("4h", 14'400'000) && is("1h30m", 5'400'000) && is("59m59.142681699s", 3'599'142));
    CPPUNIT_ASSERT(is("250ms", 250) && is("-3s", -3000) && is("7d", 604'800'000) && is("900us", 0));
    for (const char* bad :
         {"", "-", "h", "4", "4x", "4h 3m", "inf", "nan", "infh", "nanh", "-nanh", "1hnanm", "4hh", "-+3s"})
      CPPUNIT_ASSERT_MESSAGE(bad, !ParseGoDuration(bad));
    CPPUNIT_ASSERT(is("999999999999h", int64_t{3650} * 86'400'000));
  }

  void SplitsRecords() {
    const auto cells = SplitCsvRecord(R"(a,"b,""c""",)");
    CPPUNIT_ASSERT(cells && cells->size() == 3 && (*cells)[1] == "b,\"c\"" && (*cells)[2].empty());
    CPPUNIT_ASSERT(!SplitCsvRecord("a,\"b"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ListReaderTest);

}  // namespace
}  // namespace errwatch::cli
