// The memory of a server that shares, whose limit is 10 in ten minutes, and what its clients do.
#pragma once

#include <cppunit/TestFixture.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "cli/exchange/outbox.h"
#include "model/bucket_tag.h"
#include "store/segment_offsets.h"
#include "unit/memory_region.h"

namespace errwatch::cli {

class OutboxFixture : public CppUnit::TestFixture {
 public:
  void setUp() override {
    segment_->RegisterScope("server");
    segment_->journal().WantUntil(Tick{now_.value + 1'000'000});
  }

 protected:
  static constexpr uint8_t kTag = TagOf(Category::kAuthFailure);
  store::TestSegment segment_{store::GeometryFor(4096)};
  Decisions decisions_;
  const LimitsByScope limits_{nullptr, {Tight(), BlockPolicy{}}};
  Tick now_{500'000'000};

  void Pour(uint32_t client, uint32_t units) {
    store::ClientTable clients = segment_->clients();
    const store::ClientKey key = clients.KeyOf(store::ClientNumber(client), store::ScopeHash("server"));
    clients.Pour(key, kTag, units * kQuantaPerUnit, limits_.Of("server").limits[Category::kAuthFailure].shape,
                 now_);
    segment_->journal().Note(
        {store::JournalKind::kPour, 0, kTag, 0, units * kQuantaPerUnit, now_, {}, key.address});
  }
  store::JournalWords& WordsOfJournal() {
    return *store::At<store::JournalWords>(segment_.region().bytes().data(),
                                           store::OffsetsOf(segment_->geometry()).journal);
  }
  static uint32_t Quanta(const nlohmann::ordered_json& change) { return change.at("pour").at("quanta"); }
  void NoteOf(store::JournalKind kind, uint8_t tag = 0, uint32_t quanta = 0) {
    segment_->journal().Note(
        {kind, 0, tag, 0, quanta, now_, {}, store::ClientNumber(1).Masked(segment_->prefix())});
  }

 private:
  static Limits Tight() {
    Limits limits = DefaultLimits();
    limits[Category::kAuthFailure].shape = {10, 60'000};  // 10/10m
    return limits;
  }
};

}  // namespace errwatch::cli
