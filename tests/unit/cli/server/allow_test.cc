#include "cli/server/allow.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::json;

class AllowTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(AllowTest);
  CPPUNIT_TEST(AllowsAndDisallows);
  CPPUNIT_TEST(LetsInWhatIsBlockedInIt);
  CPPUNIT_TEST(ListsThem);
  CPPUNIT_TEST(TellsTheLog);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST(WritesJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AllowsAndDisallows() {
    const Ran allow = Tool({"allow", "198.51.100.7/24", "--for", "2h"});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(allow.err, 0, allow.code);
    CPPUNIT_ASSERT_MESSAGE(allow.out,
                           allow.out.starts_with("198.51.100.0/24, all of the range, is allowed until "));
    CPPUNIT_ASSERT(allow.out.ends_with(" UTC (2h)\n") && Allows("198.51.100.9") && !Allows("198.51.101.9"));
    CPPUNIT_ASSERT_EQUAL(0, Tool({"allow", "2001:db8::9"}).code);
    CPPUNIT_ASSERT(Allows("2001:db8::77"));  // a client is a /64
    const Ran part = Tool({"disallow", "198.51.100.9"});
    CPPUNIT_ASSERT_MESSAGE(part.err,
                           part.code == 1 && part.err.find("disallow 198.51.100.0/24`") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.0/24 is no longer allowed\n"),
                         Tool({"disallow", "198.51.100.0/24"}).out);
    CPPUNIT_ASSERT(!Allows("198.51.100.9") && Allows("2001:db8::77"));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64 is no longer allowed\n"),
                         Tool({"disallow", "--all"}).out);
    CPPUNIT_ASSERT_EQUAL(0, Tool({"disallow", "--all"}).code);
    CPPUNIT_ASSERT_EQUAL(1, Tool({"disallow", "2001:db8::9"}).code);
  }

  void LetsInWhatIsBlockedInIt() {
    for (const char* blocked : {"198.51.100.7", "198.51.100.0/25", "198.51.0.0/16", "203.0.113.7"})
      CPPUNIT_ASSERT_EQUAL(0, Tool({"block", blocked}).code);
    const Ran allow = Tool({"allow", "198.51.100.0/24"});
    CPPUNIT_ASSERT(allow.out.find("\n198.51.100.7 may come again\n") != std::string::npos);
    CPPUNIT_ASSERT(allow.out.find("\n198.51.100.0/25 may come again, all of the range\n") !=
                   std::string::npos);
    const Ran left = Tool({"clients", "--blocked"});
    CPPUNIT_ASSERT(left.out.find("198.51.0.0/16") != std::string::npos &&
                   left.out.find("203.0.113.7") != std::string::npos);
    CPPUNIT_ASSERT(left.out.find("198.51.100.7") == std::string::npos);
  }

  void ListsThem() {
    CPPUNIT_ASSERT_EQUAL(std::string("nobody is allowed at run time\n"), Tool({"clients", "--allowed"}).out);
    Tool({"allow", "198.51.100.0/24", "--reason", "the office\x1b"});
    for (const std::vector<std::string>& listing : {std::vector<std::string>{"clients", "--allowed"},
                                                    {"clients", "--allowed", "-f", "csv"},
                                                    {"status"},
                                                    {"clients", "198.51.100.9"}}) {
      const Ran ran = Tool(listing);
      CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("198.51.100.0/24") != std::string::npos &&
                                          ran.out.find("the office\\x1b") != std::string::npos);
    }
    CPPUNIT_ASSERT_EQUAL(1, Tool({"clients", "198.51.101.9"}).code);
    const Json list = Json::parse(Tool({"clients", "--allowed", "-f", "json"}).out);
    CPPUNIT_ASSERT(list.size() == 1 && list[0]["address"] == "198.51.100.0/24" &&
                   list[0]["range_bits"] == 24);
  }

  void TellsTheLog() {
    Tool({"allow", "198.51.100.0/24", "--reason", "the office"});
    Tool({"disallow", "--all"});
    // Neither is a block, which has a number.
    const Json incidents = Json::parse(Tool({"status", "-f", "json"}).out)["incidents"];
    CPPUNIT_ASSERT(incidents.size() == 2 && incidents[1]["kind"] == "allowed");
    CPPUNIT_ASSERT(!incidents[0].contains("incident") && !incidents[1].contains("incident"));
    uint64_t lost = 0;
    const auto began = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(began && began->incident.kind == IncidentKind::kAllowed &&
                   began->incident.range_bits == 24);
    CPPUNIT_ASSERT_EQUAL(std::string("the office"), std::string(began->incident.message));
    const auto ended = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(ended && ended->incident.kind == IncidentKind::kDisallowed &&
                   ended->incident.message.empty());
  }

  void RefusesWithAReason() {
    const std::vector<Refused> cases = {
        {{"allow", "nobody"}, 2, "no address"},
        {{"allow"}, 2, "ADDRESS"},
        {{"allow", "192.0.2.4", "--for", "soon"}, 2, "--for"},
        {{"allow", "192.0.2.4", "--for", "0s"}, 2, "--for"},
        {{"allow", "192.0.0.0/11"}, 1, "wider than a /12"},
        {{"disallow"}, 2, "ADDRESS"},
        {{"disallow", "nobody"}, 2, "no address"},
        {{"disallow", "192.0.2.4", "--all"}, 2, "--all"},
        {{"disallow", "192.0.2.4"}, 1, "is not on the list"},
    };
    AssertRefused(cases);
    CPPUNIT_ASSERT_EQUAL(0, Tool({"allow", "192.0.0.0/11", "--force"}).code);
  }

  // docs/schema/allow.schema.json and disallow.schema.json.
  void WritesJson() {
    Tool({"block", "198.51.100.7"});
    const Json allow = Json::parse(Tool({"allow", "198.51.100.0/24", "--for", "2h", "-f", "json"}).out);
    CPPUNIT_ASSERT(allow["address"] == "198.51.100.0/24" && allow["range_bits"] == 24 &&
                   allow["allow_ms"] == 7'200'000);
    CPPUNIT_ASSERT(allow["unblocked"].size() == 1 && allow["unblocked"][0]["address"] == "198.51.100.7");
    const Json ended = Json::parse(Tool({"disallow", "198.51.100.0/24", "-f", "json"}).out);
    CPPUNIT_ASSERT(ended["disallowed"][0]["address"] == "198.51.100.0/24");
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"disallowed":[]})"),
                         Json::parse(Tool({"disallow", "--all", "-f", "json"}).out).dump());
  }

 private:
  bool Allows(const char* address) {
    return file_->segment().listed().Allows(*ClientAddress::Parse(address), Now());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AllowTest);

}  // namespace
}  // namespace errwatch::cli
