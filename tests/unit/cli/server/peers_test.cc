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
  CPPUNIT_TEST(WhatNobodyTellsIsNotKnown);
  CPPUNIT_TEST(InWordsOfOneAndOfNone);
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

  static store::ShareStatus OfOnePeer(Tick told) {
    store::ShareStatus status;
    status.host = "web1";
    status.told = told;
    status.link = store::ShareLink::kConnected;
    status.peers.resize(1);
    status.peers[0].name = "web2";
    status.peers[0].state = store::PeerState::kLive;
    return status;
  }

  void WhatNobodyTellsIsNotKnown() {
    store::Share share = file_->segment().share();
    share.SetGroup("shop");
    share.Tell(OfOnePeer(Now()));
    auto json = nlohmann::json::parse(Tool({"peers", "-f", "json"}).out);
    CPPUNIT_ASSERT(json["state"] == "connected" && json["peers"][0]["state"] == "live");
    share.Tell(OfOnePeer(Tick{Now().value - 2000}));
    json = nlohmann::json::parse(Tool({"peers", "-f", "json"}).out);
    CPPUNIT_ASSERT(json["state"] == "not_running" && json["link"] == "unknown");
    CPPUNIT_ASSERT(json["peers"][0]["state"] == "unknown");
    const std::string text = Tool({"peers"}).out;
    CPPUNIT_ASSERT_MESSAGE(
        text, text.find("unknown") != std::string::npos && text.find("live") == std::string::npos);
    json = nlohmann::json::parse(Tool({"status", "-f", "json"}).out);
    CPPUNIT_ASSERT(json["share"]["state"] == "not_running" &&
                   json["share"]["peers"][0]["state"] == "unknown");
  }

  void InWordsOfOneAndOfNone() {
    store::ShareStatus status = OfOnePeer(Now());
    file_->segment().share().SetGroup("shop");
    file_->segment().share().Tell(status);
    std::string text = Tool({"peers"}).out;
    CPPUNIT_ASSERT_MESSAGE(text,
                           text.starts_with("web1 of group shop: 0 changes given, 0 messages taken in\n"));
    At(status.counts, store::ShareCount::kGiven) = At(status.counts, store::ShareCount::kMessages) =
        At(status.counts, store::ShareCount::kHeld) = status.unlisted = 1;
    file_->segment().share().Tell(status);
    text = Tool({"peers"}).out;
    for (const char* part :
         {"1 change given, 1 message taken in; 1 client has done too little here for others "
          "to be told of it\n",
          "... 1 more host\n"})
      CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
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
