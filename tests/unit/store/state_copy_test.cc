#include "store/state_copy.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <thread>

#include "store/live_memory.h"
#include "store/segment.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"
#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kPageWords = kPageBytes / sizeof(SharedWord);

class StateCopyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StateCopyTest);
  CPPUNIT_TEST(WritesInPieces);
  CPPUNIT_TEST(CopiesWhileOthersWrite);
  CPPUNIT_TEST(RowsLieOnOnePage);
  CPPUNIT_TEST(HeadersThatDoNotFit);
  CPPUNIT_TEST(ErrorsAreTold);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  Descriptor NewFile(const char* name) {
    return Descriptor(open(files_.Path(name).c_str(), O_RDWR | O_CREAT, 0600));
  }

 public:
  void WritesInPieces() {
    const auto memory = LiveMemory::Make(kPageBytes * 40);
    const Descriptor file = NewFile("file");
    const std::span<std::byte> region = memory.value().bytes();
    region[0] = region[kPageBytes * 39] = std::byte{1};
    RegionWriter writer;
    int passes = 0;
    for (bool complete = false; !complete; ++passes) {
      const auto pass = writer.Run(file.get(), region, kPageBytes);
      CPPUNIT_ASSERT(!pass.failed && pass.changed);
      complete = pass.complete;
    }
    CPPUNIT_ASSERT(passes > 1);
    CPPUNIT_ASSERT(!writer.Run(file.get(), region, kAll).changed);
    region[kPageBytes * 20] = std::byte{2};
    CPPUNIT_ASSERT(writer.Run(file.get(), region, kAll).changed);
    const MemoryMapping copy = MemoryMapping::Private(region.size());
    CPPUNIT_ASSERT(ReadRegion(file.get(), copy.bytes()));
    CPPUNIT_ASSERT(std::memcmp(copy.bytes().data(), region.data(), region.size()) == 0);
  }

  // Both should run at the same time where there are two processors, and must not starve where there is one.
  static void WaitFor(const SharedWord& word, uint64_t least) {
    for (int i = 1; word.load(std::memory_order_acquire) < least; ++i)
      if (i % 2000 == 0) std::this_thread::yield();
  }

  // The words of a page from both ends in turns, so that most of it lies between any two that follow.
  static std::size_t InOrder(std::size_t number) {
    return number % 2 == 0 ? number / 2 : kPageWords - 1 - number / 2;
  }
  // Of somebody who counts them all up in that order: the first ones are ahead by one, or none is.
  static bool IsOfOneMoment(const std::array<uint64_t, kPageWords>& page) {
    for (std::size_t i = 1; i < kPageWords; ++i)
      if (page[InOrder(i)] > page[InOrder(i - 1)]) return false;
    return page[InOrder(0)] - page[InOrder(kPageWords - 1)] <= 1;
  }

  // Each page of the copy is of one moment, unless it changes whenever it is looked at: five times. So three
  // words change for each copy, however fast or slow either of the two is.
  template <typename Env>
  void CopyAPageThatChanges() {
    constexpr std::size_t kAtOnce = 3;
    constexpr std::size_t kAllChanges = kAtOnce * (kPageWords / 2);  // each word once or twice
    const auto memory = LiveMemory::Make(2 * kPageBytes);
    auto* words = reinterpret_cast<SharedWord*>(memory.value().bytes().data());
    SharedWord& allowed = words[kPageWords];
    SharedWord& done = words[kPageWords + 1];
    const Descriptor file = NewFile("changing");
    CPPUNIT_ASSERT(ftruncate(file.get(), 2 * kPageBytes) == 0);
    CPPUNIT_ASSERT(Env::Run(2, [&](int number) {
      if (number == 0) {
        for (std::size_t change = 0; change < kAllChanges; ++change) {
          WaitFor(allowed, change + 1);
          // All at once, sooner or later within a copy.
          const std::size_t pause = change % kAtOnce == 0 ? change * 37 % 4000 : 0;
          for (std::size_t i = 0; i < pause; ++i) allowed.load(std::memory_order_relaxed);
          words[InOrder(change % kPageWords)].store(change / kPageWords + 1, std::memory_order_release);
          done.store(change + 1, std::memory_order_release);
        }
        return true;
      }
      RegionWriter writer;
      bool good = true;
      for (std::size_t changes = kAtOnce; changes <= kAllChanges && good; changes += kAtOnce) {
        allowed.store(changes, std::memory_order_release);
        good = !writer.Run(file.get(), memory.value().bytes().first(kPageBytes), kAll).failed;
        std::array<uint64_t, kPageWords> page{};
        good = good && ReadRegion(file.get(), std::as_writable_bytes(std::span(page)));
        good = good && IsOfOneMoment(page);
        if (good) WaitFor(done, changes);
      }
      allowed.store(kAllChanges, std::memory_order_relaxed);
      return good;
    }));
  }
  void CopiesWhileOthersWrite() {
    CopyAPageThatChanges<ThreadEnv>();
    CopyAPageThatChanges<ForkEnv>();
  }

  void RowsLieOnOnePage() {
    TestSegment segment(SmallGeometry(8));
    const auto* begin = segment.region().bytes().data();
    const auto offset =
        static_cast<std::size_t>(reinterpret_cast<const std::byte*>(segment.sets().data()) - begin);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, offset % kPageBytes);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, MemoryBytes(SmallGeometry(1)) % kPageBytes);
  }

  void HeadersThatDoNotFit() {
    struct Case {
      const char* says;
      void (*damage)(CopyHeader&);
    };
    const Case kCases[] = {
        {"signature", [](CopyHeader& h) { h.magic[7] = 'X'; }},
        {"layout version is 7", [](CopyHeader& h) { h.layout_version = 7; }},
        {"impossible", [](CopyHeader& h) { h.header_bytes = 64; }},
        {"impossible", [](CopyHeader& h) { h.geometry.sets = 3; }},
        {"should have", [](CopyHeader& h) { h.geometry.sets = 1024; }},
    };
    const Geometry geometry = SmallGeometry(4);
    OwnFile file{NewFile("header"), CopyBytes(geometry)};
    CopyHeader good;
    good.geometry = geometry;
    std::string misfit;
    CPPUNIT_ASSERT(!ReadHeader(file, &misfit) && misfit.find("has only") != std::string::npos);
    CPPUNIT_ASSERT(WriteHeader(file.descriptor.get(), good) && ReadHeader(file, &misfit));
    for (const Case& c : kCases) {
      CopyHeader header = good;
      c.damage(header);
      CPPUNIT_ASSERT(WriteHeader(file.descriptor.get(), header));
      CPPUNIT_ASSERT(!ReadHeader(file, &misfit));
      CPPUNIT_ASSERT_MESSAGE(misfit, misfit.find(c.says) != std::string::npos);
    }
  }

  void ErrorsAreTold() {
    const auto memory = LiveMemory::Make(kPageBytes);
    memory.value().bytes()[0] = std::byte{1};
    const Descriptor full(open("/dev/full", O_RDWR));
    CPPUNIT_ASSERT(RegionWriter().Run(full.get(), memory.value().bytes(), kAll).failed);
    CPPUNIT_ASSERT_EQUAL(ENOSPC, errno);
    CPPUNIT_ASSERT(RegionWriter().Run(-1, memory.value().bytes(), kAll).failed);
    CPPUNIT_ASSERT(!WriteHeader(full.get(), CopyHeader()));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateCopyTest);

}  // namespace
}  // namespace errwatch::store
