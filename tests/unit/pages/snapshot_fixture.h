// A formatted segment, clients in it, and what a snapshot shows of them.
#pragma once

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/bucket_tag.h"
#include "pages/take_snapshot.h"

namespace errwatch::store {

class SnapshotFixture : public CppUnit::TestFixture {
 public:
  void setUp() override {
    geometry_ = GeometryFor(1024);
    memory_.assign(RegionBytes(geometry_) / sizeof(Line) + 1, Line());
    auto formatted = Segment::Format(region(), geometry_, kKey, ClientPrefix(), kStart);
    CPPUNIT_ASSERT(formatted.ok());
    segment_ = std::make_unique<Segment>(formatted.value());
    scope_ = segment_->RegisterScope("server");
  }

 protected:
  static constexpr Tick kStart{1'000'000};

  static Tick Later(uint64_t seconds) { return {kStart.value + seconds * 100}; }

  std::span<std::byte> region() { return std::as_writable_bytes(std::span(memory_)); }

  ClientKey Key(const std::string& address) const {
    const auto parsed = ClientAddress::Parse(address);
    CPPUNIT_ASSERT(parsed.has_value());
    return segment_->clients().KeyOf(*parsed, ScopeHash("server"));
  }

  void Pour(const std::string& address, Category category, uint32_t units, Tick now) {
    const ClientKey key = Key(address);
    ClientTable clients = segment_->clients();
    clients.Pour(key, TagOf(category), units * kQuantaPerUnit, DefaultLimits()[category].shape, now);
    clients.Touch(key, 42, scope_, now);
  }

  void Block(const std::string& address, Tick now, bool detection_only = false) {
    const ClientKey key = Key(address);
    Pour(address, Category::kXss, 1, now);
    BlockWord opened;
    segment_->clients().Block(key, TagOf(Category::kXss), DefaultLimits()[Category::kXss], BlockPolicy(),
                              BlockKind{detection_only, false}, now, &opened);
  }

  Snapshot Take(const SnapshotOptions& options, Tick now) const {
    return TakeSnapshot(*segment_, DefaultLimits(), options, now);
  }

  static constexpr HashKey kKey = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  struct alignas(64) Line {
    std::byte bytes[64];
  };

  Geometry geometry_;
  std::vector<Line> memory_;
  std::unique_ptr<Segment> segment_;
  uint8_t scope_ = 0;
};

}  // namespace errwatch::store
