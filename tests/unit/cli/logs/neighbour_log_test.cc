#include "cli/logs/neighbour_log.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

class NeighbourLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NeighbourLogTest);
  CPPUNIT_TEST(ModJkBehindTheTime);
  CPPUNIT_TEST(PassengersPrefix);
  CPPUNIT_TEST(LinesOfEach);
  CPPUNIT_TEST(NobodyIsNamed);
  CPPUNIT_TEST(AnyCutIsHarmless);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ModJkBehindTheTime() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{9}, ModJkBytes("[25:140] [error] x"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{17}, ModJkBytes("[NO-ID] [25:140] [error] x"));
    for (const std::string_view other :
         {"[25:140] x", "[25:] [error] x", "[:140] [error] x", "[25:140x] [error] x", "[error] [25:140] x",
          "[NO-ID] [error] x", "[NO-ID] [a] [25:140] [error] x", "25:140 [error]", ""})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(other), std::size_t{0}, ModJkBytes(other));
  }

  void PassengersPrefix() {
    constexpr std::string_view kLine =
        "[ W 2026-11-22 10:00:02.1234 17/T9 age/Cor/Con/CheckoutSession.cpp:276 ]: text";
    const std::optional<PassengerPrefix> prefix = ReadPassengerPrefix(kLine);
    CPPUNIT_ASSERT(prefix.has_value());
    CPPUNIT_ASSERT(prefix->level == Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 10:00:02.1234"), std::string(prefix->time));
    CPPUNIT_ASSERT_EQUAL(std::string("text"), std::string(kLine.substr(prefix->bytes)));
    const auto level = [](const std::string& letter) {
      const auto read = ReadPassengerPrefix("[ " + letter + " 2026-11-22 10:00:02.1 17/T9 a/b.cpp:2 ]: x");
      return read ? read->level : std::nullopt;
    };
    CPPUNIT_ASSERT(level("C") == Level::kCrit);
    CPPUNIT_ASSERT(level("E") == Level::kError);
    CPPUNIT_ASSERT(level("N") == Level::kNotice);
    CPPUNIT_ASSERT(level("I") == Level::kInfo);
    CPPUNIT_ASSERT(level("D2") == Level::kDebug);
    CPPUNIT_ASSERT(!ReadPassengerPrefix("[ 2014-07-24 04:06:31.12 17/7f agents/a.cpp:6 ]: x")->level);
    for (const std::string_view other :
         {"[ X 2026-11-22 10:00:02.1 17/T9 a/b.cpp:2 ]: x",
          "[ EE3 2026-11-22 10:00:02.1 17/T9 a/b.cpp:2 ]: x", "[E 2026-11-22 10:00:02.1 17/T9 a/b.cpp:2 ]: x",
          "[ E 2026-11-22 10:00:02.1 17/T9 a/b.cpp:2 ] x", "[ E 2026-11-22 ]: x",
          "[ E 10:00 17/T9 a/b.cpp:2 ]: x", "[ E 2026-11-22 10:00:02.1 17 ]: x", "[ ]: x", ""})
      CPPUNIT_ASSERT_MESSAGE(std::string(other), !ReadPassengerPrefix(other));
  }

  void LinesOfEach() {
    const LogLine suexec = ParseLogLine("[2026-11-22 10:00:02]: cannot stat program: (index.cgi)");
    CPPUNIT_ASSERT_EQUAL(std::string("cannot stat program: (index.cgi)"), std::string(suexec.message));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 10:00:02"), std::string(suexec.time));
    const LogLine jk = ParseLogLine(
        "[Sun Nov 22 10:00:01.123 2026] [25:140] [info] service::jk_lb_worker.c (14): All tomcat instances");
    CPPUNIT_ASSERT(jk.has_level && jk.level == Level::kInfo);
    CPPUNIT_ASSERT_EQUAL(std::string("service::jk_lb_worker.c (14): All tomcat instances"),
                         std::string(jk.message));
    const LogLine passenger =
        ParseLogLine("[ E 2026-11-22 10:00:02.1234 17/T9 age/Cor/A.cpp:221 ]: Could not spawn process");
    CPPUNIT_ASSERT(passenger.has_level && passenger.level == Level::kError);
    CPPUNIT_ASSERT_EQUAL(std::string("passenger"), std::string(passenger.module));
    CPPUNIT_ASSERT_EQUAL(std::string("Could not spawn process"), std::string(passenger.message));
  }

  // What stands behind the prefix is text of a program, and may be a client's.
  void NobodyIsNamed() {
    for (const std::string_view line :
         {"[ E 2026-11-22 10:00:02.1234 17/T9 age/Cor/A.cpp:221 ]: [client 198.51.100.7:1] AH00128: x",
          "[Sun Nov 22 10:00:01 2026] [25:140] [error] a::jk_b.c (1): [client 198.51.100.7:1] x",
          "[2026-11-22 10:00:02]: uid: (1/a) gid: (1/a) cmd: [client 198.51.100.7:1] x",
          "[2026-11-22 10:00:02]: [client 198.51.100.7:1] x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(line), ParseLogLine(line).client.empty());
  }

  void AnyCutIsHarmless() {
    constexpr std::string_view kLine = "[ E 2026-11-22 10:00:02.1234 17/T9 age/Cor/A.cpp:221 ]: x";
    for (std::size_t i = 0; i < kLine.size(); ++i) ReadPassengerPrefix(kLine.substr(0, i));
    constexpr std::string_view kJk = "[NO-ID] [25:140] [error] x";
    for (std::size_t i = 0; i < kJk.size(); ++i) ModJkBytes(kJk.substr(0, i));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NeighbourLogTest);

}  // namespace
}  // namespace errwatch::cli
