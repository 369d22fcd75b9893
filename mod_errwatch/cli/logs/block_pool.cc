#include "cli/logs/block_pool.h"

#include <optional>
#include <utility>

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
  job->failure = nullptr;
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

void BlockPool::Run(BlockScanner& scanner, Job* job, std::unique_lock<std::mutex>& lock) noexcept {
  lock.unlock();
  std::exception_ptr failure;
  try {
    scanner.Scan(job->block);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  job->failure = std::move(failure);
  job->done = true;
  finished_.notify_all();
}

void BlockPool::Wait(Job* job) {
  std::unique_lock lock(mutex_);
  while (!job->done) {
    if (queue_.empty()) {
      finished_.wait(lock);
      continue;
    }
    Job* const mine = queue_.front();
    queue_.pop_front();
    Run(own_, mine, lock);
  }
  if (job->failure) std::rethrow_exception(job->failure);
}

void BlockPool::Abandon(Job* job) noexcept {
  std::unique_lock lock(mutex_);
  if (std::erase(queue_, job) != 0) return;
  finished_.wait(lock, [job] { return job->done; });
}

void BlockPool::Work() noexcept {
  std::optional<BlockScanner> scanner;
  try {
    scanner.emplace(plan_);
  } catch (...) {
    return;  // who waits does the work, with a scanner that is there since the pool is
  }
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stop_ || !queue_.empty(); });
    if (stop_) return;
    Job* const job = queue_.front();
    queue_.pop_front();
    Run(*scanner, job, lock);
  }
}

}  // namespace errwatch::cli
