// One client that does one thing after the other, for tests of the accounts.
#pragma once

#include <cppunit/TestFixture.h>

#include <string>
#include <vector>

#include "model/bucket_tag.h"
#include "model/judgement.h"
#include "store/accounting.h"
#include "store/success.h"
#include "unit/memory_region.h"

namespace errwatch::store {

class AccountingFixture : public CppUnit::TestFixture {
 protected:
  TestSegment segment_{GeometryFor(4096)};
  Limits limits_ = DefaultLimits();
  BlockPolicy policy_;
  const CrawlerList crawlers_{{{"Googlebot", {"googlebot.com"}}}};
  Charge charge_{&limits_, &policy_, ScopeHash("server"), 3, false, false, &crawlers_, false};
  Entry entry_;
  std::string uri_;
  int asked_ = 0;
  Tick now_{100'000'000};

  static Classification What(Category category, uint16_t cost, uint32_t rule = 2101) {
    Classification what;
    what.category = category;
    what.cost = cost;
    what.rule = what.rules[0] = rule;
    what.rule_count = 1;
    return what;
  }
  Outcome Post(const Classification& what, uint32_t client = 1, RequestLedger* request = nullptr) {
    return Account(*segment_, entry_, what, ClientNumber(client), charge_, request, now_);
  }
  // For a name of a shape that no other number has.
  Outcome PostNumber(int number, const Classification& what, uint32_t client = 1) {
    uri_ = "/" + std::string(1, static_cast<char>('a' + number / 26 % 26)) +
           std::string(1, static_cast<char>('a' + number % 26)) + "-login.php";
    entry_.uri = uri_;
    return Post(what, client);
  }
  // The same again is no new evidence; the key is fixed, so these names are in classes of their own.
  void AskForSomethingElse() {
    ++asked_;
    uri_ = std::string("/") + static_cast<char>('a' + asked_ % 26) + static_cast<char>('a' + asked_ / 26) +
           "-login.php";
    entry_.uri = uri_;
  }
  // All that were not taken yet.
  std::vector<IncidentRecord> Incidents() {
    std::vector<IncidentRecord> all;
    uint64_t lost = 0;
    while (auto record = segment_->incidents().TakeNext(now_, &lost)) all.push_back(*record);
    return all;
  }
  Incident LastIncident() { return segment_->incidents().Read(segment_->incidents().head() - 1)->incident; }
  uint64_t Sum(Counter counter) { return segment_->counters().Sum(counter); }
  void Succeed(int times, uint32_t client = 1) {
    for (int i = 0; i < times; ++i) AccountSuccess(*segment_, entry_, ClientNumber(client), charge_, now_);
  }
  ClientKey Key(uint32_t client = 1) {
    return segment_->clients().KeyOf(ClientNumber(client), charge_.scope);
  }
  BlockWord BlockOf(uint32_t client = 1) {
    return segment_->clients().FindBlock(Key(client)).value_or(BlockWord{});
  }
  uint32_t Any(uint32_t client = 1) { return segment_->clients().Find(Key(client))->any.level; }
  uint32_t LevelOf(Category category, uint32_t client = 1) {
    const ClientView view = *segment_->clients().Find(Key(client));
    for (const Bucket& bucket : view.buckets)
      if (bucket.tag == TagOf(category)) return bucket.level;
    return 0;
  }
  // An image of another site's page.
  void FromForeignPage() {
    entry_.host = "www.example.org";
    entry_.agent = "Mozilla/5.0 (X11)";
    entry_.headers = "Accept: image/webp\nAccept-Language: en\nSec-Fetch-Site: cross-site";
  }

 public:
  void setUp() override {
    entry_.message = "AH00128: File does not exist";
    entry_.uri = "/wp-login.php";
    entry_.method = "GET";
    entry_.vhost = "www.example.org";
    entry_.status = 404;
  }
};

}  // namespace errwatch::store
