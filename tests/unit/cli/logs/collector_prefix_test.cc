#include "cli/logs/collector_prefix.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

constexpr const char* kLineOfHttpd =
    "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: x, referer: http://x/";
constexpr const char* kTimeOfHttpd = "Sun Nov 22 10:00:00.1 2026";

struct CollectorForm {
  const char* prefix;
  const char* time;
};
const CollectorForm kCollectorForms[] = {
    // containers
    {"web-1  | ", kTimeOfHttpd},
    {"web-1  | 2026-11-22T10:00:00.123456789Z ", "2026-11-22T10:00:00.123456789Z"},
    {"web.1.x9k2j1@node1    | ", kTimeOfHttpd},
    {"    wordpress_1  | ", kTimeOfHttpd},
    {"10:00:00 web.1  | ", kTimeOfHttpd},
    {"[pod/web-7d9f/httpd] ", kTimeOfHttpd},
    {"[pod/web-7d9f/httpd] 2026-11-22T10:00:00Z ", "2026-11-22T10:00:00Z"},
    {"web-7d9f6bd48b-x2x7p httpd ", kTimeOfHttpd},
    {"shop web-7d9f6bd48b-x2x7p httpd ", kTimeOfHttpd},
    {"2026-11-22T10:00:00.1+01:00 stderr P ", "2026-11-22T10:00:00.1+01:00"},
    {"2026-11-22T10:00:00Z ", "2026-11-22T10:00:00Z"},
    // syslog and journald
    {"Nov 22 10:00:00 srv httpd[7]: ", kTimeOfHttpd},
    {"Nov 22 10:00:00.123456 srv httpd[7]: ", kTimeOfHttpd},
    {"2026-11-22T10:00:00+0100 srv httpd[7]: ", "2026-11-22T10:00:00+0100"},
    {"Sun 2026-11-22 10:00:00 CET srv httpd[7]: ", kTimeOfHttpd},
    {"Sun 2026-11-22 10:00:00 UTC srv httpd[7]: ", kTimeOfHttpd},
    {"1795341600.123456 srv httpd[7]: ", "1795341600.123456"},
    {"[ 8123.456789] srv httpd[7]: ", kTimeOfHttpd},
    {"<187>Nov 22 10:00:00 srv httpd: ", kTimeOfHttpd},
    {"<187>1 2026-11-22T10:00:00Z srv httpd 7 ID47 [a@1 b=\"c\\\"]d\"][e@1 f=\"g\"] \xEF\xBB\xBF",
     "2026-11-22T10:00:00Z"},
    {"2026-11-22T10:00:00Z srv httpd - - - ", "2026-11-22T10:00:00Z"},
    {"2026 Nov 22 10:00:00 srv httpd: ", "2026 Nov 22 10:00:00"},
    // what else collects or shows logs
    {"2026-11-22T10:00:00Z {filename=\"/x\", job=\"apache\"} ", "2026-11-22T10:00:00Z"},
    {"2026 Nov 22 10:00:00 srv->/var/log/apache2/error.log ", "2026 Nov 22 10:00:00"},
    {"2026 Nov 22 10:00:00 (agent) 192.0.2.8->/var/log/httpd/error_log ", "2026 Nov 22 10:00:00"},
    {"www.example.org:443 ", kTimeOfHttpd},
    {"error.log:17:", kTimeOfHttpd},
    {"error.log:", kTimeOfHttpd},
    {"17:", kTimeOfHttpd},
    {"error.log-17-", kTimeOfHttpd},
    {"error-1.log-17-", kTimeOfHttpd},
    {"var/log/error_log-", kTimeOfHttpd},
    {"17-", kTimeOfHttpd},
    {"     17\t", kTimeOfHttpd},
    {"> ", kTimeOfHttpd},
    {"* ", kTimeOfHttpd},
    {"\"", kTimeOfHttpd},
};

class CollectorPrefixTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CollectorPrefixTest);
  CPPUNIT_TEST(EveryPrefix);
  CPPUNIT_TEST(FormsDiffer);
  CPPUNIT_TEST(WordsArePrefixesOfNothing);
  CPPUNIT_TEST(ClientsBehindATimeAloneAreWords);
  CPPUNIT_TEST(QuotesEndWhereTheyBegan);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryPrefix() {
    for (const CollectorForm& form : kCollectorForms) {
      const std::string text = std::string(form.prefix) + kLineOfHttpd;
      const LogLine line = ParseLogLine(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.4"), std::string(line.client));
      // httpd's own time has no zone, and the year and fraction that syslog's lacks
      const std::string time = form.time == std::string("2026 Nov 22 10:00:00") ? kTimeOfHttpd : form.time;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, time, std::string(line.time));
      CPPUNIT_ASSERT_MESSAGE(text, line.has_level && line.level == Level::kInfo && line.module == "core");
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("AH00128: x"), std::string(line.message));
      const bool of_vhost = form.prefix == std::string("www.example.org:443 ");
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, !of_vhost, line.vhost.empty());  // the number of a line is none
      CPPUNIT_ASSERT_MESSAGE(text, line.wrapping != 0 && line.has_prefix && line.log_id == 128);
    }
  }

  // What one collector mixes in one log has one number, anything else another.
  void FormsDiffer() {
    const auto wrapping = [](const char* prefix) {
      return ParseLogLine(std::string(prefix) + "[core:info] [client 192.0.2.4:1] x").wrapping;
    };
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, wrapping(""));
    CPPUNIT_ASSERT_EQUAL(wrapping("web-1  | "), wrapping("db-1 | "));
    CPPUNIT_ASSERT_EQUAL(wrapping("Nov 22 10:00:00 srv httpd[7]: "), wrapping("Nov 22 10:00:00 srv "));
    CPPUNIT_ASSERT(wrapping("web-1  | ") != wrapping("web-1  | web-1  | "));
    CPPUNIT_ASSERT(wrapping("web-1  | ") != wrapping("Nov 22 10:00:00 srv httpd[7]: "));
  }

  void WordsArePrefixesOfNothing() {
    for (const char* words :
         {"web-1  | sh: 1: x: not found", "sh: 1: [client 192.0.2.4] x", "a b [client 192.0.2.4] x",
          "[pod/a/b] [client 192.0.2.4] x", "error.log:17: x", "17:x", "> x", "{\"a\": [error] x",
          "\"[client 192.0.2.4] x\"", "AH00558: apache2: Could not determine", "12 monkeys"}) {
      const LogLine line = ParseLogLine(words);
      CPPUNIT_ASSERT_MESSAGE(words, line.client.empty() && !line.has_level && line.wrapping == 0);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(words, std::string(words), std::string(line.message));
    }
  }

  // A child's words, to which the collector gave the time.
  void ClientsBehindATimeAloneAreWords() {
    for (const char* words : {"2026-11-22T10:00:00Z stderr F [client 192.0.2.9] x",
                              "Nov 22 10:00:00 srv httpd: [client 192.0.2.9] x",
                              "<187>1 2026-11-22T10:00:00Z srv httpd 7 - - [client 192.0.2.9] x"}) {
      const LogLine line = ParseLogLine(words);
      CPPUNIT_ASSERT_MESSAGE(words, line.client.empty() && !line.time.empty());
    }
  }

  void QuotesEndWhereTheyBegan() {
    CPPUNIT_ASSERT_EQUAL(std::string("x"),
                         std::string(ParseLogLine("'[Sun Nov 22 10:00:00 2026] [error] x'").message));
    CPPUNIT_ASSERT_EQUAL(std::string("x'"), std::string(ParseLogLine("[error] x'").message));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CollectorPrefixTest);

}  // namespace
}  // namespace errwatch::cli
