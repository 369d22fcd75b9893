#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string>

#include "store/incident_ring.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class IncidentRingTextsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentRingTextsTest);
  CPPUNIT_TEST(LongTextsAreCut);
  CPPUNIT_TEST(TextsShareTheirRoom);
  CPPUNIT_TEST(KeepsNamesWholeOrNotAtAll);
  CPPUNIT_TEST(SecretsOfAMessageAreMasked);
  CPPUNIT_TEST_SUITE_END();

  struct Memory {
    RingWords words;
    std::array<IncidentSlot, 4> slots;
  };
  MemoryRegion region_{sizeof(Memory)};
  Memory& memory_ = *region_.As<Memory>();
  IncidentRing ring_{memory_.slots.data(), 4, &memory_.words};

 public:
  void LongTextsAreCut() {
    const std::string text(1000, 'a');
    Incident in;
    in.vhost = in.method = in.uri = in.message = text;
    const IncidentRecord record = *ring_.Read(ring_.Append(in));
    CPPUNIT_ASSERT_EQUAL(std::size_t{64}, record.incident.vhost.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{16}, record.incident.method.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{192}, record.incident.uri.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{128}, record.incident.message.size());
    // Both ends: where something happened stands at the end.
    Incident fault;
    const std::string message =
        "PHP Fatal error:  Uncaught " + text + " in /srv/www/shop/cart.php on line 128";
    fault.message = message;
    const IncidentRecord kept = *ring_.Read(ring_.Append(fault));
    CPPUNIT_ASSERT(kept.incident.message.starts_with("PHP Fatal error:  Uncaught aaa"));
    CPPUNIT_ASSERT(kept.incident.message.ends_with("aaa in /srv/www/shop/cart.php on line 128"));
  }

  // With all that is known of a place there is less for what else is long, and for nothing that is short.
  void TextsShareTheirRoom() {
    const std::string text(1000, 'a');
    Incident in;
    in.vhost = in.method = in.uri = in.message = in.field = in.excerpt = text;
    const Incident out = ring_.Read(ring_.Append(in))->incident;
    CPPUNIT_ASSERT(out.vhost.size() == 64 && out.method.size() == 16 && out.field.size() == 32 &&
                   out.excerpt.size() == 72);
    CPPUNIT_ASSERT(out.uri.size() == 124 && out.message.size() == 124);
    in.message = "AH00128: short";
    const IncidentRecord shorter = *ring_.Read(ring_.Append(in));
    CPPUNIT_ASSERT_EQUAL(std::size_t{192}, shorter.incident.uri.size());
    CPPUNIT_ASSERT_EQUAL(in.message, shorter.incident.message);
    in.message = text;
    in.uri = "/short";
    const IncidentRecord other = *ring_.Read(ring_.Append(in));
    CPPUNIT_ASSERT(other.incident.uri == in.uri && other.incident.message.size() == 128);
  }

  // Nothing else is cut for nothing, and what is left of the others is not mixed with them.
  void KeepsNamesWholeOrNotAtAll() {
    const Tick now{1'000'000};
    const std::string longest(36, 'L'), unique(36, 'U');
    Incident in;
    in.kind = IncidentKind::kExpired;
    in.ended = now;
    in.uri = in.message = in.vhost = in.excerpt = std::string_view(longest);
    in.request_log_id = longest;
    in.unique_id = unique;
    const auto written = [&] { return *ring_.Read(ring_.Append(in)); };
    IncidentRecord out = written();
    CPPUNIT_ASSERT(out.incident.request_log_id == longest && out.incident.unique_id == unique);
    CPPUNIT_ASSERT(out.incident.ended == now && out.incident.until == Tick());
    const IncidentRecord copy = out;
    out.text.fill('?');
    CPPUNIT_ASSERT(copy.incident.unique_id == unique && copy.incident.message == longest);

    const std::string too_long = unique + "U", rest(500, 'x');
    in.unique_id = too_long;
    in.uri = in.message = rest;
    in.vhost = in.excerpt = {};
    out = written();
    CPPUNIT_ASSERT(out.incident.unique_id.empty() && out.incident.request_log_id == longest);
    CPPUNIT_ASSERT(out.incident.uri.size() == 192 && out.incident.message.size() == 128);
    // With mod_unique_id both are one.
    in.unique_id = longest;
    out = written();
    CPPUNIT_ASSERT(out.incident.unique_id == longest && out.incident.request_log_id == longest);
    CPPUNIT_ASSERT(out.incident.uri.size() == 192 && out.incident.message.size() == 128);
    in.request_log_id = {};
    CPPUNIT_ASSERT(written().incident.unique_id == longest && written().incident.request_log_id.empty());
  }

  void SecretsOfAMessageAreMasked() {
    Incident in;
    const std::string message =
        "AH00127: Cannot map GET /x?user=joe&password=SECRETq92&a=b HTTP/1.1 to file" +
        std::string(100, '.') + " password=" + std::string(90, 'S');
    in.message = message;
    const IncidentRecord record = *ring_.Read(ring_.Append(in));
    CPPUNIT_ASSERT(
        record.incident.message.starts_with("AH00127: Cannot map GET /x?user=joe&password=***&a=b"));
    CPPUNIT_ASSERT(record.incident.message.ends_with("... password=***"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentRingTextsTest);

}  // namespace
}  // namespace errwatch::store
