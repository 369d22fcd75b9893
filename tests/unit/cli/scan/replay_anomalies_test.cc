// What no rule knows, in a log: when it is told.
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/scan/replay.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kOneSecondUs = 1'000'000;
constexpr int64_t kDay = 24 * 3600;
constexpr int kBots = 60;

class ReplayAnomaliesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplayAnomaliesTest);
  CPPUNIT_TEST(AnEndIsTimedByTheAttack);
  CPPUNIT_TEST(AnEndIsToldWhereTheLogGoesOnForLong);
  CPPUNIT_TEST(ABeginningIsTimedByTheAttack);
  CPPUNIT_TEST(WhatGoesOnAtTheEndHasNoEnd);
  CPPUNIT_TEST(SeveralEndsInOneGap);
  CPPUNIT_TEST(ANewKindAtTheEndOfALog);
  CPPUNIT_TEST(InTheOrderOfTime);
  CPPUNIT_TEST(OneWrongTimeBlindsNobody);
  CPPUNIT_TEST(ALogThatWasAwayHasLearnedNothing);
  CPPUNIT_TEST(WhoTookPartBeforeItWasKnown);
  CPPUNIT_TEST(NobodyElseTookPart);
  CPPUNIT_TEST(EntriesWithoutATimeAreOfNoAttack);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  std::string log_;

  // `second` since 2026-11-22 10:00.
  void Line(int64_t second, const std::string& client, const std::string& message) {
    const std::time_t time = kTenUs / kOneSecondUs + second;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%a %b %d %H:%M:%S %Y", &parts);
    log_ += std::string("[") + text + "] [auth_basic:error] [pid 1] [client " + client + ":4000] " + message +
            "\n";
  }
  // One guess of each of sixty addresses, one a second.
  void Attack(const std::string& user, int64_t second, const std::string& network = "198.51.100.") {
    for (int i = 0; i < kBots; ++i)
      Line(second + i, network + std::to_string(i + 1),
           "AH01617: user " + user + ": authentication failure for \"/\": Password Mismatch");
  }
  void Quiet(int64_t second) { Line(second, "192.0.2.1", "AH00128: File does not exist: /a"); }

  std::vector<AnomalyEvent> Found() {
    const ScannedLog log(log_, std::string(kTestRules) + "ErrWatchAnomalies On\n");
    return log.replay().anomalies();
  }

  void WhoTookPartBeforeItWasKnown() {
    Attack("eve", 0);
    Attack("mallory", 0, "198.51.101.");  // another target, at the same time
    for (int i = 0; i < kBots; i += 4)
      Line(120, "203.0.113." + std::to_string(i + 1),
           "AH01617: user bob: authentication failure for \"/\": Password Mismatch");
    const ScannedLog log(log_, std::string(kTestRules) + "ErrWatchAnomalies On\n");
    std::size_t joined = 0;
    for (const auto& [client, totals] : log.replay().clients()) joined += totals.joins.has_value() ? 1U : 0U;
    CPPUNIT_ASSERT_EQUAL(2 * static_cast<std::size_t>(kBots), joined);
  }

  // ... nor did who mistyped at another account, or long before.
  void NobodyElseTookPart() {
    const auto mistype = [&](int64_t second, const char* client, const char* user) {
      Line(second, client,
           std::string("AH01617: user ") + user + ": authentication failure for \"/\": Password Mismatch");
    };
    mistype(-1000, "192.0.2.1", "eve");
    mistype(-100, "192.0.2.2", "bob");
    Attack("eve", 0);
    mistype(100, "192.0.2.3", "bob");
    const ScannedLog log(log_, std::string(kTestRules) + "ErrWatchAnomalies On\n");
    for (const char* innocent : {"192.0.2.1", "192.0.2.2", "192.0.2.3"})
      CPPUNIT_ASSERT_MESSAGE(innocent, !log.replay().clients().at(*ClientAddress::Parse(innocent)).joins);
  }

  // Beside some that have one.
  void EntriesWithoutATimeAreOfNoAttack() {
    Quiet(0);
    const std::size_t before = log_.size();
    Attack("eve", 0);
    for (std::size_t at = before; at != std::string::npos && at < log_.size(); at = log_.find('\n', at) + 1) {
      log_.erase(at, log_.find("] ", at) + 2 - at);
      if (log_.find('\n', at) + 1 >= log_.size()) break;
    }
    CPPUNIT_ASSERT(Found().empty());
  }

  void AnEndIsTimedByTheAttack() {
    Attack("eve", 0);
    Quiet(4 * 3600);
    const std::vector<AnomalyEvent> found = Found();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.size());
    CPPUNIT_ASSERT(found[1].anomaly.kind == AnomalyKind::kOver && found[1].message == "eve");
    CPPUNIT_ASSERT_EQUAL(kTenUs + (kBots - 1 + 600) * kOneSecondUs, found[1].time_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs, found[1].begun_us);
    CPPUNIT_ASSERT(!found[0].ongoing && !found[1].ongoing);
  }

  void AnEndIsToldWhereTheLogGoesOnForLong() {
    Attack("eve", 0);
    for (int64_t day = 1; day < 40; ++day) Quiet(day * kDay);
    CPPUNIT_ASSERT_EQUAL(kTenUs + (kBots - 1 + 600) * kOneSecondUs, Found().at(1).time_us);
  }

  // All within a second, and nothing for an hour.
  void ABeginningIsTimedByTheAttack() {
    Quiet(-600);
    for (int i = 0; i < kBots; ++i)
      Line(0, "198.51.100." + std::to_string(i + 1),
           "AH01617: user eve: authentication failure for \"/\": Password Mismatch");
    Quiet(3600);
    const std::vector<AnomalyEvent> found = Found();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.size());
    CPPUNIT_ASSERT(found[0].anomaly.kind == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT_EQUAL(kTenUs + kOneSecondUs, found[0].time_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 600 * kOneSecondUs, found[1].time_us);
  }

  void WhatGoesOnAtTheEndHasNoEnd() {
    Attack("eve", 0);
    Quiet(kBots + 500);
    const ScannedLog log(log_, std::string(kTestRules) + "ErrWatchAnomalies On\n");
    const std::vector<AnomalyEvent>& found = log.replay().anomalies();
    CPPUNIT_ASSERT(found.size() == 1 && found[0].ongoing);
    CPPUNIT_ASSERT(AnomalyJson(found[0])["ongoing"].get<bool>());
    const std::string text = WhatOf(found[0], Language::kEnglish);
    CPPUNIT_ASSERT_MESSAGE(text, text.ends_with("; it went on when the log ended"));
    CPPUNIT_ASSERT(WhatOf(found[0], Language::kJapanese).find("ended") == std::string::npos);
    CPPUNIT_ASSERT(ScanText(log.report, 20, false).find("went on when the log ended") != std::string::npos);
  }

  // Also where nothing follows the last entry of an attack.
  void SeveralEndsInOneGap() {
    Attack("eve", 0);
    Attack("bob", 120, "203.0.113.");
    Quiet(2 * kDay);
    Attack("zoe", 3 * kDay);
    std::vector<std::string> told;
    for (const AnomalyEvent& event : Found())
      told.push_back(std::string(AnomalyKindName(event.anomaly.kind)) + " " + event.message + " " +
                     std::to_string((event.time_us - kTenUs) / kOneSecondUs) + (event.ongoing ? " on" : ""));
    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, told.size());
    CPPUNIT_ASSERT_EQUAL(std::string("over eve 659"), told[2]);
    CPPUNIT_ASSERT_EQUAL(std::string("over bob 779"), told[3]);
    CPPUNIT_ASSERT(told[4].starts_with("brute_force zoe") && told[4].ends_with(" on"));
  }

  // An entry every five minutes for eight days.
  int64_t Usual() {
    int64_t second = 0;
    for (; second < 8 * kDay; second += 300) Quiet(second);
    return second;
  }
  nlohmann::json Scanned() {
    const std::string rules = files_.Write("rules.conf", kTestRules);
    const Ran ran =
        RunTool({"scan", "-q", "-c", rules, "--anomalies", "-f", "json", files_.Write("error.log", log_)});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return nlohmann::json::parse(ran.out)["anomalies"];
  }

  void ANewKindAtTheEndOfALog() {
    const int64_t end = Usual();
    for (int i = 0; i < 3; ++i) Line(end + i, "192.0.2." + std::to_string(i + 2), "AH01630: client denied");
    const nlohmann::json found = Scanned();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(std::string("new_template"), found[0]["kind"].get<std::string>());
    CPPUNIT_ASSERT(found[0]["seen"] == 3 && found[0]["clients"] == 3);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-30T10:00:02.000000Z"), found[0]["time"].get<std::string>());
  }

  void InTheOrderOfTime() {
    const int64_t end = Usual();
    for (int i = 0; i < 3; ++i) Line(end + 10 + i, "192.0.2.7", "AH01630: client denied");
    Attack("eve", end + 60);
    Quiet(end + 3600);
    std::vector<std::string> times;
    for (const nlohmann::json& anomaly : Scanned()) times.push_back(anomaly["time"]);
    CPPUNIT_ASSERT(times.size() >= 3 && std::ranges::is_sorted(times));
  }

  // A new kind behind a line that is dated years ahead.
  void OneWrongTimeBlindsNobody() {
    for (int64_t hour = 0; hour < 24 * 9; ++hour) {
      Quiet(hour * 3600);
      if (hour == 100) Quiet(5 * 365 * kDay);
      if (hour >= 24 * 8 && hour < 24 * 8 + 6)
        Line(hour * 3600 + 60, "192.0.2.7",
             "AH01276: Cannot serve directory /srv/: No matching DirectoryIndex");
    }
    const nlohmann::json found = Scanned();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(std::string("new_template"), found[0]["kind"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-30T12:25:00"),
                         found[0]["time"].get<std::string>().substr(0, 19));
  }

  void ALogThatWasAwayHasLearnedNothing() {
    Quiet(-20 * kDay);
    for (int64_t minute = 0; minute < 3 * 24 * 60; minute += 4) {
      Quiet(minute * 60);
      Line(minute * 60 + 9, "192.0.2.7", "AH01276: Cannot serve directory /srv/: No matching DirectoryIndex");
    }
    CPPUNIT_ASSERT(Scanned().empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReplayAnomaliesTest);

}  // namespace
}  // namespace errwatch::cli
