#include "store/segment.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

// A mapping for reading only has nothing that writes: neither its views nor those of a const Segment.
template <typename S>
concept CanBeWritten = requires(S segment) {
  segment.RegisterScope("x");
}
|| requires(S segment, ClientKey key) { segment.clients().Unblock(key, Tick{1}); }
|| requires(S segment) { segment.counters().Add(Counter::kBlocks); }
|| requires(S segment) { segment.incidents().Append(Incident{}); }
|| requires(S segment, uint64_t* lost) { segment.incidents().TakeNext(Tick{1}, lost); }
|| requires(S segment) { segment.rules().Hit(1U, Tick{1}); }
|| requires(S segment) { segment.templates(); }
|| requires(S segment) { segment.proxy_peers().Add(ClientAddress()); };
static_assert(CanBeWritten<Segment&>);
static_assert(!CanBeWritten<SegmentReader&> && !CanBeWritten<const Segment&>);
template <typename S>
concept CanBeRead = requires(const S segment, ClientKey key) {
  segment.clients().FindBlock(key);
  segment.counters().Sum(Counter::kBlocks);
  segment.incidents().Read(uint64_t{1});
  segment.rules().List();
  segment.proxy_peers().Contains(ClientAddress());
  segment.ScopeName(uint8_t{1});
};
static_assert(CanBeRead<SegmentReader> && CanBeRead<Segment>);
static_assert(!std::is_constructible_v<ClientTable, ClientTableReader>);
static_assert(!std::is_constructible_v<ClientTable, const Set*, Geometry, HashKey, ClientPrefix, Counters>);

class SegmentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SegmentTest);
  CPPUNIT_TEST(SizesFollowFromClients);
  CPPUNIT_TEST(AttachFindsWhatFormatWrote);
  CPPUNIT_TEST(WhatDoesNotFitIsRefused);
  CPPUNIT_TEST(EverySizeOfRegionIsSafe);
  CPPUNIT_TEST(ImpossibleGeometriesAreRefused);
  CPPUNIT_TEST(PartsDoNotOverlap);
  CPPUNIT_TEST(ScopesAreRegisteredOnce);
  CPPUNIT_TEST(ScopesBeyondTheTableShareTheLast);
  CPPUNIT_TEST(NamesThatAreNoneAreKnown);
  CPPUNIT_TEST(ScopeNamesAreShownPrintable);
  CPPUNIT_TEST_SUITE_END();

  static int PeersKnown(Segment& segment) {
    int known = 0;
    for (uint32_t i = 0; i < 5000; ++i) known += segment.proxy_peers().Contains(ClientNumber(i));
    return known;
  }

 public:
  void SizesFollowFromClients() {
    const struct {
      uint32_t clients, sets;
    } cases[] = {{0, 1},         {1, 1},         {8, 1},           {9, 2},
                 {1024, 128},    {65'536, 8192}, {65'537, 16'384}, {16'777'216, 1U << 21},
                 {~0U, kMaxSets}};
    for (const auto& [clients, sets] : cases) {
      const Geometry geometry = GeometryFor(clients);
      CPPUNIT_ASSERT_EQUAL(sets, geometry.sets);
      CPPUNIT_ASSERT(IsValid(geometry));
      CPPUNIT_ASSERT(RegionBytes(geometry) > std::size_t{sets} * sizeof(Set));
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, RegionBytes(geometry) % 64);
    }
    CPPUNIT_ASSERT(RegionBytes(GeometryFor(65'536)) < 20 * 1024 * 1024);
  }

  void AttachFindsWhatFormatWrote() {
    const ClientPrefix prefix{24, 56};
    TestSegment made(GeometryFor(1024), prefix);
    auto again = Segment::Attach(made.region().bytes());
    CPPUNIT_ASSERT(again);
    CPPUNIT_ASSERT(again.value().geometry() == GeometryFor(1024) && again.value().prefix() == prefix);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, again.value().created().value);
    const ClientKey key = made->clients().KeyOf(ClientNumber(1), 7);
    // The same hash key.
    CPPUNIT_ASSERT(again.value().clients().KeyOf(ClientNumber(1), 7).fingerprint == key.fingerprint);
    CPPUNIT_ASSERT(made->clients().BlockByHand(key, 0, {100}, {1}));
    made->counters().Add(Counter::kBlocks);
    CPPUNIT_ASSERT(again.value().clients().FindBlock(key)->by_hand);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, again.value().counters().Sum(Counter::kBlocks));
  }

  void WhatDoesNotFitIsRefused() {
    const struct {
      const char* said;
      std::function<void(Header&)> damage;
    } cases[] = {
        {"signature", [](Header& h) { h.magic[7] = 'X'; }},
        {"layout version is 99", [](Header& h) { h.layout_version = 99; }},
        {"header has 64", [](Header& h) { h.header_bytes = 64; }},
        {"impossible", [](Header& h) { h.geometry.sets = 3; }},
        {"impossible", [](Header& h) { h.geometry.sets = 0; }},
        {"impossible", [](Header& h) { h.geometry.incidents = 8; }},
        {"impossible", [](Header& h) { h.geometry.rules = 1U << 31; }},
        {"impossible", [](Header& h) { h.geometry.templates = ~0U; }},
        {"bytes and has", [](Header& h) { h.geometry.sets *= 2; }},
        {"bytes and has", [](Header& h) { h.geometry.sets = kMaxSets; }},
        {"prefix", [](Header& h) { h.prefix.ipv4 = 33; }},
        {"prefix", [](Header& h) { h.prefix.ipv6 = 129; }},
        {"prefix", [](Header& h) { h.prefix.ipv4 = 7; }},
        {"prefix", [](Header& h) { h.prefix.ipv6 = 15; }},
    };
    for (const auto& [said, damage] : cases) {
      TestSegment made(SmallGeometry(4));
      damage(*made.region().As<Header>());
      const auto attached = Segment::Attach(made.region().bytes());
      CPPUNIT_ASSERT(!attached);
      CPPUNIT_ASSERT_MESSAGE(attached.error(), attached.error().find(said) != std::string::npos);
    }
  }

  void EverySizeOfRegionIsSafe() {
    TestSegment made(SmallGeometry(2));
    const auto whole = made.region().bytes();
    for (std::size_t bytes = 0; bytes <= whole.size(); bytes += 8) {
      CPPUNIT_ASSERT_EQUAL(bytes == whole.size(), Segment::Attach(whole.first(bytes)).ok());
    }
    CPPUNIT_ASSERT(!Segment::Attach(whole.subspan(8)));
    CPPUNIT_ASSERT(!Segment::Format(whole.first(whole.size() - 64), SmallGeometry(2), kTestKey, {}, {1}));
  }

  void ImpossibleGeometriesAreRefused() {
    MemoryRegion region(std::size_t{1} << 23);
    Geometry geometry = SmallGeometry(1);
    geometry.rules = 17;
    CPPUNIT_ASSERT(!Segment::Format(region.bytes(), geometry, kTestKey, {}, {1}));
    CPPUNIT_ASSERT(!Segment::Format(region.bytes(), SmallGeometry(1), kTestKey, ClientPrefix{33, 64}, {1}));
    CPPUNIT_ASSERT(Segment::Format(region.bytes(), SmallGeometry(1), kTestKey, ClientPrefix{32, 64}, {1}));
  }

  // What one part writes, no other part may see.
  void PartsDoNotOverlap() {
    TestSegment made(SmallGeometry(2));
    for (std::size_t i = 0; i < kCounterCount; ++i)
      made->counters().Add(static_cast<Counter>(i), ~uint64_t{0} >> 1);
    made->counters().AddCategory(Category::kAnomaly);
    CPPUNIT_ASSERT(made->rules().List().empty());
    for (uint32_t rule = 1; rule <= 16; ++rule) made->rules().Hit(rule, {kMaxTick});
    for (uint64_t key = 1; key <= 16; ++key) made->templates().Note(key, 62, false, {kMaxTick});
    CPPUNIT_ASSERT_EQUAL(0, PeersKnown(*made));
    for (uint32_t i = 0; i < 5000; ++i)
      made->proxy_peers().NoteForwarded(ClientNumber(i), ClientNumber(i + 1), {1'000'000'000});
    CPPUNIT_ASSERT_EQUAL(int{kProxyPeers}, PeersKnown(*made));
    CPPUNIT_ASSERT(!made->incidents().HasUntaken());
    for (int i = 0; i < 16; ++i) made->incidents().Append(Incident{});
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, made.WaysInUse());
    for (uint32_t i = 0; i < 100; ++i)
      made->clients().Pour(made->clients().KeyOf(ClientNumber(i), 7), 1, 1, {100, 100}, {1});
    CPPUNIT_ASSERT_EQUAL(uint32_t{16}, made.WaysInUse());
    CPPUNIT_ASSERT_EQUAL(std::size_t{16}, made->rules().List().size());
    for (uint64_t ticket = 0; ticket < 16; ++ticket)
      CPPUNIT_ASSERT(made->incidents().Read(ticket).has_value());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, made->counters().SumCategory(Category::kAnomaly));
    CPPUNIT_ASSERT_EQUAL(std::string(), made->ScopeName(0));
    CPPUNIT_ASSERT(Segment::Attach(made.region().bytes()));
  }

  void ScopesAreRegisteredOnce() {
    TestSegment made(SmallGeometry(1));
    CPPUNIT_ASSERT_EQUAL(0, int{made->RegisterScope("server")});
    CPPUNIT_ASSERT_EQUAL(1, int{made->RegisterScope("shop")});
    CPPUNIT_ASSERT_EQUAL(0, int{made->RegisterScope("server")});
    const std::string longest(kScopeNameBytes, 'x');
    CPPUNIT_ASSERT_EQUAL(2, int{made->RegisterScope(longest)});
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), made->ScopeName(1));
    CPPUNIT_ASSERT_EQUAL(longest, made->ScopeName(2));
    CPPUNIT_ASSERT_EQUAL(std::string(), made->ScopeName(3));
    CPPUNIT_ASSERT_EQUAL(std::string(), made->ScopeName(255));
    CPPUNIT_ASSERT(ScopeHash("server") != ScopeHash("shop"));
    CPPUNIT_ASSERT_EQUAL(ScopeHash("server"), ScopeHash("server"));
  }

  void ScopesBeyondTheTableShareTheLast() {
    TestSegment made(SmallGeometry(1));
    for (uint32_t i = 0; i < 100; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::min(i, kScopeNames - 1),
                           uint32_t{made->RegisterScope("scope" + std::to_string(i))});
    }
    CPPUNIT_ASSERT_EQUAL(std::string("scope63"), made->ScopeName(63));
  }

  void NamesThatAreNoneAreKnown() {
    const auto is_sound = [](std::initializer_list<std::string_view> names,
                             std::size_t damaged = kScopeNameBytes) {
      TestSegment made(SmallGeometry(1));
      for (const std::string_view name : names) made->RegisterScope(name);
      if (damaged < kScopeNameBytes) {
        const auto bytes = made.region().bytes();
        const auto server = std::as_bytes(std::span(std::string_view("server")));
        const auto first = std::search(bytes.begin(), bytes.end(), server.begin(), server.end());
        first[static_cast<std::ptrdiff_t>(damaged)] ^= std::byte{0x81};
      }
      return made->HasSoundScopeNames();
    };
    CPPUNIT_ASSERT(is_sound({}) && is_sound({"server"}) && is_sound({"server", "shop-1.a_B"}));
    CPPUNIT_ASSERT(is_sound({std::string(kScopeNameBytes, 'x')}));
    for (const std::string_view none : {"server\x80", "a b", "a\x1b", "a?"})
      CPPUNIT_ASSERT(!is_sound({none}));
    for (const std::size_t damaged : {0U, 5U, 6U, 31U}) CPPUNIT_ASSERT(!is_sound({"server"}, damaged));
  }

  void ScopeNamesAreShownPrintable() {
    TestSegment made(SmallGeometry(1));
    made->RegisterScope("a\x1b[31m\x7f\xc3z");
    CPPUNIT_ASSERT_EQUAL(std::string("a?[31m??z"), made->ScopeName(0));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SegmentTest);

}  // namespace
}  // namespace errwatch::store
