#include "cli/exchange/change.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"

namespace errwatch::cli {
namespace {

using store::JournalEntry;
using store::JournalKind;

class ChangeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChangeTest);
  CPPUNIT_TEST(ComesBackAsItWas);
  CPPUNIT_TEST(WhatIsNoneIsNone);
  CPPUNIT_TEST_SUITE_END();

  static std::optional<Change> Read(const char* text) { return ReadChange(nlohmann::json::parse(text)); }

  void ComesBackAsItWas() {
    const Tick time = TickFromUnixMs(1'764'432'000'120), until = TickFromUnixMs(1'764'433'000'000);
    const ClientAddress client = *ClientAddress::Parse("2001:db8::");
    const JournalEntry entries[] = {
        {JournalKind::kPour, 0, kAnyTag, 0, 640, time, {}, client},
        {JournalKind::kForgive, 0, TagOf(Category::kAuthFailure), 0, 64, time, {}, client},
        {JournalKind::kBlock, 0, TagOf(Category::kXss), 0, 0, time, until, client},
        {JournalKind::kBlock, 0, 0, 32, 0, time, until, client},
        {JournalKind::kUnblock, 0, 0, 0, 0, time, {}, client},
        {JournalKind::kAllow, 0, 0, 0, 0, time, until, client},
        {JournalKind::kDisallow, 0, 0, 32, 0, time, {}, client},
        {JournalKind::kPour, 0, kAnyTag, 0, 640, time, {}, client, true}};
    for (const JournalEntry& entry : entries) {
      const std::optional<Change> change =
          ReadChange(nlohmann::json::parse(ToJson(entry, "shop", ClientPrefix()).dump()));
      CPPUNIT_ASSERT(change.has_value());
      CPPUNIT_ASSERT(change->kind == entry.kind && change->scope == "shop" && change->tag == entry.tag);
      CPPUNIT_ASSERT(change->quanta == entry.quanta && change->time == entry.time &&
                     change->until == entry.until && change->at_peer == entry.at_peer);
      CPPUNIT_ASSERT_EQUAL(std::string(entry.range_bits == 0 ? "2001:db8::/64" : "2001:db8::/32"),
                           change->client);
    }
  }

  void WhatIsNoneIsNone() {
    const char* good =
        R"({"client":"192.0.2.1","scope":"s","pour":{"bucket":"any","quanta":64,"time_ms":1764432000000}})";
    CPPUNIT_ASSERT(Read(good).has_value());
    for (
        const char* bad :
        {"[]", "{}", R"({"client":"192.0.2.1","scope":"s","allow":{"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s"})",
         R"({"client":1,"scope":"s","unblock":{"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"","unblock":{"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","unblock":{"time_ms":-1}})",
         R"({"client":"192.0.2.1","scope":"s","unblock":{"time_ms":"now"}})",
         R"({"client":"192.0.2.1","scope":"s","pour":{"bucket":"any","quanta":0,"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","pour":{"bucket":"any","quanta":99999999,"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","pour":{"bucket":"benign","quanta":64,"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","pour":{"bucket":"any","quanta":-64,"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","block":{"time_ms":1764432000000}})",
         R"({"client":"192.0.2.1","scope":"s","block":{"time_ms":1764432000000,"until_ms":1764432000000,"reason":"?"}})"})
      CPPUNIT_ASSERT_MESSAGE(bad, !Read(bad));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChangeTest);

}  // namespace
}  // namespace errwatch::cli
