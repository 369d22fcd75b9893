#include "cli/logs/block_pool.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class BlockPoolTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BlockPoolTest);
  CPPUNIT_TEST(TheCallerIsOneOfTheThreads);
  CPPUNIT_TEST(EveryJobIsDoneOnce);
  CPPUNIT_TEST(WhoeverWaitsHelps);
  CPPUNIT_TEST(JobsCanBeWaitedForInAnyOrder);
  CPPUNIT_TEST(JobsAreUsedAgain);
  CPPUNIT_TEST(EndsWithWorkLeft);
  CPPUNIT_TEST(WhatIsAbandonedIsLeftAlone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    Result<RulesInForce> loaded = LoadRules(files_.Write("rules.conf", kTestRules), "");
    CPPUNIT_ASSERT(loaded.ok());
    rules_ = std::move(loaded).value();
    plan_.rules = rules_.rules.get();
    plan_.filter = &everything_;
  }

  void TheCallerIsOneOfTheThreads() {
    CPPUNIT_ASSERT_EQUAL(1U, BlockPool(plan_, 0).threads());
    CPPUNIT_ASSERT_EQUAL(1U, BlockPool(plan_, 1).threads());
    CPPUNIT_ASSERT_EQUAL(4U, BlockPool(plan_, 4).threads());
  }

  void EveryJobIsDoneOnce() {
    for (const unsigned threads : {1U, 2U, 5U}) {
      BlockPool pool(plan_, threads);
      const auto jobs = StartJobs(pool, 50);
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        pool.Wait(jobs[i].get());
        CPPUNIT_ASSERT(jobs[i]->done);
        CPPUNIT_ASSERT_EQUAL(uint64_t{i + 1}, jobs[i]->block.tally.lines);
        CPPUNIT_ASSERT_EQUAL(i + 1, jobs[i]->block.records.size());
        CPPUNIT_ASSERT(jobs[i]->block.records.back().entry.message == "AH00128: " + std::to_string(i));
      }
    }
  }

  void WhoeverWaitsHelps() {
    BlockPool pool(plan_, 1);  // nobody else is there
    const auto jobs = StartJobs(pool, 3);
    CPPUNIT_ASSERT(std::none_of(jobs.begin(), jobs.end(), [](const auto& job) { return job->done; }));
    pool.Wait(jobs[1].get());  // by way of the one before
    CPPUNIT_ASSERT(jobs[0]->done && jobs[1]->done && !jobs[2]->done);
    pool.Wait(jobs[1].get());  // again: returns at once
    pool.Wait(jobs[2].get());
    CPPUNIT_ASSERT(jobs[2]->done);
  }

  void JobsCanBeWaitedForInAnyOrder() {
    BlockPool pool(plan_, 3);
    const auto jobs = StartJobs(pool, 30);
    for (std::size_t i = jobs.size(); i-- > 0;) {
      pool.Wait(jobs[i].get());
      CPPUNIT_ASSERT_EQUAL(uint64_t{i + 1}, jobs[i]->block.tally.lines);
    }
  }

  void JobsAreUsedAgain() {
    BlockPool pool(plan_, 1);
    std::unique_ptr<BlockPool::Job> job = pool.Take();
    job->block.text = LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
    pool.Start(job.get());
    pool.Wait(job.get());
    const BlockPool::Job* const first = job.get();
    pool.GiveBack(std::move(job));
    std::unique_ptr<BlockPool::Job> again = pool.Take();
    CPPUNIT_ASSERT(again.get() == first && !again->done);
    CPPUNIT_ASSERT(pool.Take().get() != first);
    // of what it held nothing is left over
    again->block.text = "\n";
    pool.Start(again.get());
    pool.Wait(again.get());
    CPPUNIT_ASSERT(again->block.records.empty() && again->block.tally.unusable == 1 &&
                   again->block.tally.lines == 1);
  }

  void EndsWithWorkLeft() {
    for (const unsigned threads : {1U, 3U}) {
      std::vector<std::unique_ptr<BlockPool::Job>> jobs;
      {
        BlockPool pool(plan_, threads);
        jobs = StartJobs(pool, 40);
        pool.Wait(jobs[0].get());
      }
      // each is done wholly or was never begun, and nobody works on any of them now
      uint64_t done = 0;
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        done += jobs[i]->done;
        CPPUNIT_ASSERT_EQUAL(jobs[i]->done ? uint64_t{i + 1} : 0, jobs[i]->block.tally.lines);
      }
      CPPUNIT_ASSERT(threads == 1 ? done == 1 : done >= 1);
    }
  }

  void WhatIsAbandonedIsLeftAlone() {
    for (const unsigned threads : {1U, 3U}) {
      BlockPool pool(plan_, threads);
      auto jobs = StartJobs(pool, 40);
      pool.Abandon(jobs[20].get());
      CPPUNIT_ASSERT(threads > 1 || !jobs[20]->done);
      const bool was_done = jobs[20]->done;
      const uint64_t lines = jobs[20]->block.tally.lines;
      CPPUNIT_ASSERT_EQUAL(was_done ? uint64_t{21} : 0, lines);
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (i != 20) pool.Wait(jobs[i].get());
      }
      CPPUNIT_ASSERT_EQUAL(was_done, jobs[20]->done);
      CPPUNIT_ASSERT_EQUAL(lines, jobs[20]->block.tally.lines);
    }
  }

 private:
  // Job i holds i + 1 lines, of which the last bears its number.
  static std::vector<std::unique_ptr<BlockPool::Job>> StartJobs(BlockPool& pool, std::size_t count) {
    std::vector<std::unique_ptr<BlockPool::Job>> jobs;
    for (std::size_t i = 0; i < count; ++i) {
      jobs.push_back(pool.Take());
      std::string& text = jobs.back()->block.text;
      for (std::size_t line = 0; line < i; ++line) text += LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
      text += LineAt(1, "core:info", "192.0.2.4", "AH00128: " + std::to_string(i));
      pool.Start(jobs.back().get());
    }
    return jobs;
  }

  TemporaryDirectory files_;
  RulesInForce rules_;
  EntryFilter everything_;
  ScanPlan plan_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(BlockPoolTest);

}  // namespace
}  // namespace errwatch::cli
