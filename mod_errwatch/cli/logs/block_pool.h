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
    bool done = false;  // under the pool's mutex
  };

  // A job that was given back, or a new one: its memory is used again.
  std::unique_ptr<Job> Take();
  void GiveBack(std::unique_ptr<Job> job);

  // The job must stay alive until Wait() has returned for it.
  void Start(Job* job);
  // Returns when the job is done; rethrows what a thread threw.
  void Wait(Job* job);

  unsigned threads() const { return static_cast<unsigned>(workers_.size()) + 1; }

 private:
  void Work();

  const ScanPlan& plan_;
  BlockScanner own_;  // of the caller
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable finished_;
  std::deque<Job*> queue_;
  std::vector<std::unique_ptr<Job>> spare_;
  std::exception_ptr failure_;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace errwatch::cli
