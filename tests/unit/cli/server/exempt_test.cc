#include "cli/server/exempt.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::json;

class ExemptTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(ExemptTest);
  CPPUNIT_TEST(NamesAllWithTheReason);
  CPPUNIT_TEST(WithoutAConfiguration);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesAllWithTheReason() {
    Tool({"allow", "198.51.100.7", "--for", "1h", "--reason", "the office"});
    files_.Write("allowed", "192.0.2.0/25\n192.0.2.128/25\n");
    const std::string config = files_.Write(
        "httpd.conf", "ErrWatchAllow 2001:db8::/32 @" + files_.Path("allowed") +
                          "\n<VirtualHost *:80>\nErrWatchTrustedProxy 203.0.113.9\n</VirtualHost>\n"
                          "RemoteIPInternalProxy 10.0.0.0/8\n");
    const CrawlerList list{{{"Googlebot", {"googlebot.com"}}}};
    store::CrawlerClaims claims = file_->segment().crawler_claims();
    for (const char* crawler : {"66.249.66.1", "66.249.66.2"}) {
      claims.Ask(*ClientAddress::Parse(crawler), list, list.all()[0], Now());
      for (uint32_t row = 0; row < store::kCrawlerClaims; ++row) {
        if (const auto question = claims.At(row, list, Now()))
          claims.Answer(*question, crawler[10] == '1' ? CrawlerClaim::kVerified : CrawlerClaim::kFalse,
                        Now());
      }
    }
    const Json rows = Json::parse(Tool({"clients", "--exempt", "-f", "json", "-c", config}).out);
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"198.51.100.7", "the office"},
        {"66.249.66.1", "a crawler that the DNS confirmed"},
        {"192.0.2.0/24", "ErrWatchAllow, " + config + ":1"},
        {"2001:db8::/32", "ErrWatchAllow, " + config + ":1"},
        {"203.0.113.9", "ErrWatchTrustedProxy, " + config + ":3"},
        {"10.0.0.0/8", "RemoteIPInternalProxy, " + config + ":5"}};
    CPPUNIT_ASSERT_EQUAL_MESSAGE(rows.dump(), expected.size(), rows.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL(expected[i].first, rows[i]["address"].get<std::string>());
      CPPUNIT_ASSERT_EQUAL(expected[i].second, rows[i]["reason"].get<std::string>());
    }
    CPPUNIT_ASSERT(rows[0].contains("until") && !rows[1].contains("since") && !rows[2].contains("until"));
    CPPUNIT_ASSERT(rows[2]["range_bits"] == 24 && !rows[4].contains("range_bits"));
    const std::string text = Tool({"clients", "--exempt", "-c", config}).out;
    CPPUNIT_ASSERT_MESSAGE(
        text, text.find("192.0.2.0/24") != std::string::npos && text.find("2020-01-01") == std::string::npos);
  }

  // A list that is not whole is no list to whoever shuts out by it.
  void WithoutAConfiguration() {
    const std::string empty = files_.Write("empty.conf", "");
    CPPUNIT_ASSERT_EQUAL(std::string("nobody is exempt: each block denies\n"),
                         Tool({"clients", "--exempt", "-c", empty}).out);
    few_rules_.reset();
    const Ran ran = Tool({"clients", "--exempt", "-f", "json"});
    CPPUNIT_ASSERT(ran.out == "[]\n" && ran.code == 1);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find("the configuration is not known") != std::string::npos);
    AssertRefused({{{"clients", "--exempt", "--allowed"}, 2, "--exempt"},
                   {{"clients", "--exempt", "192.0.2.1"}, 2, "--exempt"}});
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExemptTest);

}  // namespace
}  // namespace errwatch::cli
