// The values of ErrWatchEventLog. How several lines add up: directive_test.cc.
#include <cppunit/extensions/HelperMacros.h>

#include "config/directive_grammar.h"
#include "unit/parsed_words.h"

namespace errwatch {
namespace {

class DirectiveEventLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveEventLogTest);
  CPPUNIT_TEST(EventLogs);
  CPPUNIT_TEST(EventLogMistakes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EventLogs() {
    const auto log = [](std::string_view text) { return Value(ParseEventLog(WordsOf(text), "/srv")); };
    const auto setting = [](EventSink sink, const char* target, uint8_t events) {
      return EventLogSetting{sink, target, {events, kAllCategories, Level::kDebug}};
    };
    constexpr uint8_t kDefault = kEventBlock | kEventIncident | kEventAnomaly;
    CPPUNIT_ASSERT(log("logs/events.log") == setting(EventSink::kFile, "/srv/logs/events.log", kDefault));
    CPPUNIT_ASSERT(log("\"/var/log/e v.json\" events=entry") ==
                   setting(EventSink::kFile, "/var/log/e v.json", kEventEntry));
    CPPUNIT_ASSERT(log("\"|/usr/bin/prog -a 'b c'\"") ==
                   setting(EventSink::kPipe, "/usr/bin/prog -a 'b c'", kDefault));
    CPPUNIT_ASSERT(log("\"|| bin/prog\"").target == "bin/prog");
    CPPUNIT_ASSERT(log("syslog") == setting(EventSink::kSyslog, "local7", kDefault));
    CPPUNIT_ASSERT(log("Syslog:LOCAL3") == setting(EventSink::kSyslog, "local3", kDefault));
    CPPUNIT_ASSERT(log("syslog:authpriv").target == "authpriv");
    CPPUNIT_ASSERT(log("syslog.json").sink == EventSink::kFile);
    CPPUNIT_ASSERT_EQUAL(uint8_t{7}, log("x events=block,incident,entry").filter.events);
    CPPUNIT_ASSERT_EQUAL(uint8_t{kEventIncident}, log("x EVENTS=Incident,incident").filter.events);
    CPPUNIT_ASSERT_EQUAL(BitOf(Category::kXss) | BitOf(Category::kAuthFailure),
                         log("x categories=auth_failure,xss").filter.categories);
    CPPUNIT_ASSERT_EQUAL(kAllCategories, log("x categories=ALL").filter.categories);
    CPPUNIT_ASSERT(log("x level=Warn").filter.least == Level::kWarn);
    CPPUNIT_ASSERT(log("x level=warning events=block").filter.least == Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(0640U, log("x mode=0640").mode.value());
    CPPUNIT_ASSERT_EQUAL(0600U, log("x mode=600").mode.value());
    CPPUNIT_ASSERT(log("x group=root").gid == 0U && log("x group=root").group == "root");
    CPPUNIT_ASSERT(log("x group=4711").gid == 4711U);
  }

  void EventLogMistakes() {
    for (const auto& [text, part] : std::initializer_list<Mistake>{
             {"syslog:", "expected one of auth, authpriv"},
             {"syslog:local8", "expected one of auth, authpriv"},
             {"syslog:local3:tag", "expected one of auth, authpriv"},
             {"\"|\"", "no program after the bar"},
             {"\"||  \"", "no program after the bar"},
             {"\"|$cat | wc\"", "no shell is used"},
             {"\"|/bin/a\nb\"", "control characters"},
             {"\"\"", "the path is empty"},
             {"x block", "expected events=, categories=, level=, group= or mode="},
             {"x event=block", "expected events="},
             {"x events=block events=entry", "events= is given twice"},
             {"x categories=", "unknown category"},
             {"x categories=xss,sql", "unknown category \"sql\"; there are sql_injection"},
             {"x categories=benign", "unknown category"},
             {"x categories=xss,all", "all stands alone"},
             {"x level=high", "expected warn, notice, info or debug"},
             {"x level=error", "no event is as grave"},
             {"x level=trace1", "no event is as slight"},
             {"x mode=0666", "0666 lets everybody write"},
             {"x mode=0755", "makes a program"},
             {"x mode=0440", "keeps the owner"},
             {"x mode=rw", "octal digits, as in mode=0640"},
             {"x mode=4640", "no mode of a file"},
             {"x group=", "names no group"},
             {"x group=no-such-group", "there is no group \"no-such-group\""},
             {"x group=4294967295", "there is no group"},
             {"syslog group=root", "are of a file; syslog:local7 is none"},
             {"|/bin/cat mode=0640", "are of a file; |/bin/cat is none"},
             {"x events=", "expected block, incident, entry"},
             {"x events=block,", "expected block, incident, entry"},
             {"x events=blocks", "expected block, incident, entry"}}) {
      AssertError(text, ParseEventLog(WordsOf(text), "/srv"), part);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveEventLogTest);

}  // namespace
}  // namespace errwatch
