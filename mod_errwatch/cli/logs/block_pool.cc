#include "cli/logs/block_pool.h"

namespace errwatch::cli {

BlockPool::BlockPool(const ScanPlan& plan, unsigned threads) : plan_(plan), own_(plan) {
  for (unsigned i = 1; i < threads; ++i) workers_.emplace_back([this] { Work(); });
}

BlockPool::~BlockPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

std::unique_ptr<BlockPool::Job> BlockPool::Take() {
  if (spare_.empty()) return std::make_unique<Job>();
  std::unique_ptr<Job> job = std::move(spare_.back());
  spare_.pop_back();
  job->done = false;
  return job;
}

void BlockPool::GiveBack(std::unique_ptr<Job> job) { spare_.push_back(std::move(job)); }

void BlockPool::Start(Job* job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(job);
  }
  work_.notify_one();
}

void BlockPool::Wait(Job* job) {
  std::unique_lock lock(mutex_);
  while (!job->done) {
    if (failure_) std::rethrow_exception(failure_);
    if (queue_.empty()) {
      finished_.wait(lock);
      continue;
    }
    Job* const mine = queue_.front();
    queue_.pop_front();
    lock.unlock();
    own_.Scan(mine->block);
    lock.lock();
    mine->done = true;
  }
}

void BlockPool::Work() {
  try {
    BlockScanner scanner(plan_);
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait(lock, [this] { return stop_ || !queue_.empty(); });
      if (stop_) return;
      Job* const job = queue_.front();
      queue_.pop_front();
      lock.unlock();
      scanner.Scan(job->block);
      lock.lock();
      job->done = true;
      finished_.notify_all();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    finished_.notify_all();
  }
}

}  // namespace errwatch::cli
