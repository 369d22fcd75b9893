#include "store/places.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class PlacesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlacesTest);
  CPPUNIT_TEST(TellsOfEach);
  CPPUNIT_TEST(EachIsAFileOfItsOwn);
  CPPUNIT_TEST(EventLogsAreApart);
  CPPUNIT_TEST(StandardErrorIsTheErrorLog);
  CPPUNIT_TEST(TellsFirstOfWhatIsTwoThings);
  CPPUNIT_TEST_SUITE_END();

  void TellsOfEach() {
    TemporaryDirectory files;
    CPPUNIT_ASSERT(FaultsOf({"", 1024, {}}).empty());
    CPPUNIT_ASSERT(FaultsOf({files.Path("state"), 1024, {{files.Path("events"), ""}}}).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                         FaultsOf({"/no/such/state", 1024, {{"", "/no/such/program"}}}).size());
  }

  static std::string WhyNotApart(const Places& places) {
    const Status apart = CheckApart(places);
    return apart ? "" : apart.error();
  }

  void EachIsAFileOfItsOwn() {
    TemporaryDirectory files;
    const std::string log = files.Write("error.log", "");
    const std::string state = files.Path("state");
    const std::string events = files.Path("events");
    const auto is = [](const std::string& path, std::string_view what = "an ErrorLog") {
      return OtherFile{path, what};
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({state, 0, {{events, ""}}, {is(log)}, log}));
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({state, 0, {{"/dev/stdout", ""}}, {is(log)}, log}));
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({"", 0, {{"/dev/null", ""}}, {is("/dev/null")}}));
    CPPUNIT_ASSERT(
        !WhyNotApart({state, 0, {{events, ""}}, {is("/other"), is(files.path() + "/./events")}}).empty());
    CPPUNIT_ASSERT(
        WhyNotApart({state, 0, {{log, ""}}, {is(log)}}).find("both ErrWatchEventLog and an ErrorLog") !=
        std::string::npos);
    CPPUNIT_ASSERT(
        WhyNotApart({log, 0, {}, {is(log, "the PidFile")}}).find("both ErrWatchStateFile and the PidFile") !=
        std::string::npos);
    CPPUNIT_ASSERT(!WhyNotApart({state, 0, {{state, ""}}, {}}).empty());
  }

  void EventLogsAreApart() {
    TemporaryDirectory files;
    const std::string one = files.Write("one", "");
    const auto why = [&](std::vector<EventPlace> logs) { return WhyNotApart({"", 0, std::move(logs)}); };
    CPPUNIT_ASSERT_EQUAL(std::string(), why({{one, ""}, {files.Path("two"), ""}, {"", "/bin/cat"}}));
    for (const std::string& same : {one, files.path() + "/./one"})
      CPPUNIT_ASSERT(
          why({{"", "/bin/cat"}, {one, ""}, {same, ""}}).find("ErrWatchEventLog of another line") !=
          std::string::npos);
    CPPUNIT_ASSERT(!why({{files.Path("none"), ""}, {files.path() + "/./none", ""}}).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                         FaultsOf({"", 1024, {{"", "/no/a"}, {one, ""}, {"", "/no/b"}}}).size());
  }

  // Whatever httpd makes its standard error gets what is written there.
  void StandardErrorIsTheErrorLog() {
    for (const char* fine : {"", "/dev/stderr", "/proc/self/fd/2"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(fine, std::string(),
                                   WhyNotApart({"", 0, {{"/dev/stderr", ""}}, {}, fine}));
    for (const char* error_log : {"/var/log/error.log", "|/bin/cat", "syslog:local3"}) {
      const std::string why =
          WhyNotApart({"", 0, {{"/dev/stderr", ""}}, {{"/of/a/virtual/host", "an ErrorLog"}}, error_log});
      CPPUNIT_ASSERT_MESSAGE(
          why, why.find("is the ErrorLog") != std::string::npos && why.find(error_log) != std::string::npos);
    }
  }

  // What else is wrong with a file that is two things says nothing.
  void TellsFirstOfWhatIsTwoThings() {
    TemporaryDirectory files;
    const std::string log = files.Write("error.log", "AH00094\n");
    const auto faults = FaultsOf({log, 1024, {}, {{log, "an ErrorLog"}}, log});
    CPPUNIT_ASSERT(!faults.empty() && faults[0].text.find("both ErrWatchStateFile") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlacesTest);

}  // namespace
}  // namespace errwatch::store
