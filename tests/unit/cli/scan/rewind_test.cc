#include "cli/scan/rewind.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/scan_plan_fixture.h"

namespace errwatch::cli {
namespace {

class RewindTest : public ScanPlanFixture {
  CPPUNIT_TEST_SUITE(RewindTest);
  CPPUNIT_TEST(SeesTheClientBeforeAndAfter);
  CPPUNIT_TEST(TellsTheBlockThatTheEntryBroughtAbout);
  CPPUNIT_TEST(LearnsTheFormOfTheLog);
  CPPUNIT_TEST(PartsOfALineAreOneEntry);
  CPPUNIT_TEST(EvidenceOfNothing);
  CPPUNIT_TEST(ALineAlone);
  CPPUNIT_TEST(LinesThatAreNotThere);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SeesTheClientBeforeAndAfter() {
    const std::string log = Guess(0) + Guess(1);
    const EntryInLog first = To(log, 1);
    CPPUNIT_ASSERT(!first.before && first.after && first.after->any.level == kQuantaPerUnit);
    const EntryInLog second = To(log, 2);
    CPPUNIT_ASSERT(second.before && second.after && second.before->any.level == kQuantaPerUnit &&
                   second.after->any.level > second.before->any.level);
    CPPUNIT_ASSERT(second.has_record && second.effect.outcome.poured && second.of_httpd && !second.block);
  }

  void TellsTheBlockThatTheEntryBroughtAbout() {
    const std::string log = Guess(0) + Guess(1) + Guess(2) + Guess(3);
    const EntryInLog third = To(log, 3);
    CPPUNIT_ASSERT(third.block && third.block->limit == "auth_failure" && !third.effect.denied);
    const EntryInLog fourth = To(log, 4);
    CPPUNIT_ASSERT(!fourth.block && fourth.effect.denied);
  }

  // A child process writes what looks like a line of an older httpd.
  void LearnsTheFormOfTheLog() {
    std::string log;
    for (int i = 0; i < 20; ++i)
      log += "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: a\n";
    log += "[Sun Nov 22 10:00:01 2026] [error] [client 198.51.100.9] ../etc/passwd\n";
    const EntryInLog entry = To(log, 21);
    CPPUNIT_ASSERT(entry.form.fixed && entry.effect.identity == IdentityKind::kNone && !entry.after);
  }

  void PartsOfALineAreOneEntry() {
    std::string whole = Guess(1);
    whole.pop_back();
    const std::string log = "2026-11-22T10:00:00Z stderr P " + whole.substr(0, 40) +
                            "\n2026-11-22T10:00:00Z stderr F " + whole.substr(40) + "\n" + Guess(2);
    for (const uint64_t number : {1U, 2U}) {
      const EntryInLog entry = To(log, number);
      CPPUNIT_ASSERT_EQUAL("2026-11-22T10:00:00Z stderr F " + whole, entry.text);
      CPPUNIT_ASSERT(entry.has_record && !entry.before);
    }
    CPPUNIT_ASSERT(To(log, 3).text + "\n" == Guess(2));
  }

  void EvidenceOfNothing() {
    const EntryInLog entry = To(LineAt(1, "core:notice", "", "AH00094: Command line: 'httpd'"), 1);
    CPPUNIT_ASSERT(!entry.has_record && entry.of_httpd && !entry.before && !entry.after);
    CPPUNIT_ASSERT(!To("192.0.2.4 - - [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n", 1).of_httpd);
  }

  // Limits apply to it, though it has no time.
  void ALineAlone() {
    Rewind rewind(rules_, plan_);
    const Result<EntryInLog> entry = rewind.Alone("[client 192.0.2.4] AH01617: user eve");
    CPPUNIT_ASSERT(entry && entry.value().effect.outcome.poured && !entry.value().effect.untimed);
    const Result<EntryInLog> again = rewind.Alone("[client 192.0.2.4] AH01617: user eve");
    CPPUNIT_ASSERT(again && !again.value().before);
    CPPUNIT_ASSERT(To("[client 192.0.2.4] AH01617: user eve\n", 1).effect.untimed);
  }

  void LinesThatAreNotThere() {
    Rewind rewind(rules_, plan_);
    const std::string path = files_.Write("log", Guess(1));
    CPPUNIT_ASSERT_EQUAL(path + ": has only 1 line", rewind.To(path, 2).error());
    CPPUNIT_ASSERT(!rewind.To(files_.Path("missing"), 1));
    // Also where it cannot be read so far.
    const std::string packed = files_.Write("log.gz", "\x1f\x8b\x08 and so on");
    CPPUNIT_ASSERT_MESSAGE(rewind.To(packed, 1).error(),
                           rewind.To(packed, 1).error().find("gzip") != std::string::npos);
  }

 private:
  static std::string Guess(int second) {
    return LineAt(second, "auth_basic:error", "192.0.2.4", "AH01617: user eve" + std::to_string(second));
  }
  EntryInLog To(const std::string& log, uint64_t number) {
    Rewind rewind(rules_, plan_);
    Result<EntryInLog> entry = rewind.To(files_.Write("log", log), number);
    CPPUNIT_ASSERT_MESSAGE(entry ? "" : entry.error(), entry.ok());
    return std::move(entry).value();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RewindTest);

}  // namespace
}  // namespace errwatch::cli
