// Threads that scan blocks.
// Blocks are handed in one by one and come back in any order; whoever waits for one helps meanwhile.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/logs/scan_block.h"

namespace errwatch::cli {

class BlockPool {
 public:
  // `threads` counts the caller: with 1 everything runs in Wait().
  BlockPool(const ScanPlan& plan, unsigned threads);
  ~BlockPool();
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  struct Job {
    ScanBlock block;
    bool done = false;           // under the pool's mutex
    std::exception_ptr failure;  // what reading it threw
  };

  // A job that was given back, or a new one: its memory is used again.
  std::unique_ptr<Job> Take();
  void GiveBack(std::unique_ptr<Job> job);

  // The job must stay alive until Wait() has returned for it.
  void Start(Job* job);
  // Returns when the job is done; rethrows what reading it threw.
  void Wait(Job* job);
  // Returns when nobody works on the job or ever will.
  void Abandon(Job* job) noexcept;

  const ScanPlan& plan() const { return plan_; }
  unsigned threads() const { return static_cast<unsigned>(workers_.size()) + 1; }

 private:
  void Work() noexcept;
  void Run(BlockScanner& scanner, Job* job, std::unique_lock<std::mutex>& lock) noexcept;

  const ScanPlan& plan_;
  BlockScanner own_;  // of the caller
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable finished_;
  std::deque<Job*> queue_;
  std::vector<std::unique_ptr<Job>> spare_;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace errwatch::cli
