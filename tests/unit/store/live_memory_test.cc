#include "store/live_memory.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "store/descriptor.h"
#include "store/shared_word.h"
#include "unit/child_env.h"

namespace errwatch::store {
namespace {

constexpr std::size_t kBytes = 8192;

class LiveMemoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LiveMemoryTest);
  CPPUNIT_TEST(CannotBeResized);
  CPPUNIT_TEST(IsSharedByThreadsAndProcesses);
  CPPUNIT_TEST(OutlivesReloads);
  CPPUNIT_TEST(IsFoundByItsDescriptor);
  CPPUNIT_TEST(NothingElseIsTakenForIt);
  CPPUNIT_TEST_SUITE_END();

  static SharedWord& WordOf(const LiveMemory& memory) {
    return *reinterpret_cast<SharedWord*>(memory.bytes().data());
  }

 public:
  void CannotBeResized() {
    const auto memory = LiveMemory::Make(kBytes);
    CPPUNIT_ASSERT(memory && memory.value().bytes().size() == kBytes);
    const int fd = memory.value().descriptor();
    for (const off_t size : {off_t{0}, off_t{100}, off_t{1 << 20}}) {
      CPPUNIT_ASSERT(ftruncate(fd, size) != 0);
      CPPUNIT_ASSERT_EQUAL(EPERM, errno);
    }
    CPPUNIT_ASSERT((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  }

  template <typename Env>
  static void CountTogether() {
    const auto memory = LiveMemory::Make(kBytes);
    CPPUNIT_ASSERT(Env::Run(4, [&](int) {
      for (int i = 0; i < 1000; ++i) WordOf(memory.value()).fetch_add(1, std::memory_order_relaxed);
      return ftruncate(memory.value().descriptor(), 0) != 0;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{4000}, WordOf(memory.value()).load(std::memory_order_relaxed));
  }
  void IsSharedByThreadsAndProcesses() {
    CountTogether<ThreadEnv>();
    CountTogether<ForkEnv>();
  }

  void OutlivesReloads() {
    auto memory = LiveMemory::Make(kBytes);
    WordOf(memory.value()).store(7, std::memory_order_relaxed);
    const LiveMemory again(memory.value().Release());
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, WordOf(again).load(std::memory_order_relaxed));
  }

  void IsFoundByItsDescriptor() {
    const auto memory = LiveMemory::Make(kBytes);
    const LiveMemory& live = memory.value();
    for (const bool writable : {false, true}) {
      const auto found = OpenMemoryOf(getpid(), live.descriptor(), live.inode(), kBytes, writable);
      CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error(), found.ok());
      WordOf(live).fetch_add(1, std::memory_order_relaxed);
      const auto* word = reinterpret_cast<const SharedWord*>(found.value().bytes().data());
      CPPUNIT_ASSERT_EQUAL(WordOf(live).load(std::memory_order_relaxed),
                           word->load(std::memory_order_relaxed));
    }
  }

  // Whoever wrote pid and number into the file must not make root open or change anything else.
  void NothingElseIsTakenForIt() {
    const auto memory = LiveMemory::Make(kBytes);
    const LiveMemory& live = memory.value();
    CPPUNIT_ASSERT(!OpenMemoryOf(getpid(), live.descriptor(), live.inode() + 1, kBytes, false).ok());
    CPPUNIT_ASSERT(!OpenMemoryOf(getpid(), live.descriptor(), live.inode(), kBytes * 2, false).ok());
    CPPUNIT_ASSERT(!OpenMemoryOf(getpid(), 100'000, live.inode(), kBytes, false).ok());
    CPPUNIT_ASSERT(!OpenMemoryOf(-1, live.descriptor(), live.inode(), kBytes, false).ok());
    const Descriptor unsealed(memfd_create("other", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    struct stat info {};
    CPPUNIT_ASSERT(ftruncate(unsealed.get(), kBytes) == 0 && fstat(unsealed.get(), &info) == 0);
    CPPUNIT_ASSERT(!OpenMemoryOf(getpid(), unsealed.get(), info.st_ino, kBytes, true).ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LiveMemoryTest);

}  // namespace
}  // namespace errwatch::store
