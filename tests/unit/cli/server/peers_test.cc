#include "cli/server/peers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class PeersTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(PeersTest);
  CPPUNIT_TEST(WithoutAGroup);
  CPPUNIT_TEST(BeforeAnybodyTells);
  CPPUNIT_TEST(AsTextAndAsJson);
  CPPUNIT_TEST_SUITE_END();

  void WithoutAGroup() { AssertRefused({{{"peers"}, 1, "no ErrWatchShare"}}); }

  void BeforeAnybodyTells() {
    file_->segment().share().SetGroup("shop");
    const Ran ran = Tool({"peers"});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find("errwatch-share has not run yet") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.starts_with("This host of group shop: 0 changes given"));
  }

  void AsTextAndAsJson() {
    store::ShareStatus status;
    status.host = "web1";
    status.told = Now();
    status.link = store::ShareLink::kConnected;
    status.unlisted = 3;
    status.since = TickFromUnixMs(1'795'341'600'000);  // 2026-11-22 10:00:00
    status.peers.resize(1);
    status.peers[0].name = "web2\x1b[31m";
    status.peers[0].state = store::PeerState::kCutOff;
    status.peers[0].reason = "it floods";
    At(status.peers[0].counts, store::ShareCount::kPoured) = 1234;
    file_->segment().share().SetGroup("shop");
    file_->segment().share().Tell(status);
    const Ran text = Tool({"peers"});
    CPPUNIT_ASSERT_EQUAL(0, text.code);
    CPPUNIT_ASSERT_MESSAGE(text.err, text.err.find("is cut off") != std::string::npos);
    for (const char* part : {"web1 of group shop", "cut_off", "1,234", "it floods", "... 3 more hosts",
                             " messages taken in since 2026-11-22 "})
      CPPUNIT_ASSERT_MESSAGE(text.out, text.out.find(part) != std::string::npos);
    CPPUNIT_ASSERT(text.out.find('\x1b') == std::string::npos && text.err.find('\x1b') == std::string::npos);
    const auto json = nlohmann::json::parse(Tool({"peers", "-f", "json"}).out);
    CPPUNIT_ASSERT(json["peers"][0]["poured"] == 1234 && json["unlisted"] == 3 && json["host"] == "web1" &&
                   json["since"] == "2026-11-22T10:00:00.000Z");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PeersTest);

}  // namespace
}  // namespace errwatch::cli
