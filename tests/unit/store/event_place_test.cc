#include "store/event_place.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <iterator>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class EventPlaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventPlaceTest);
  CPPUNIT_TEST(Files);
  CPPUNIT_TEST(Sockets);
  CPPUNIT_TEST(Programs);
  CPPUNIT_TEST_SUITE_END();

  static std::string Why(const EventPlace& place) {
    const Status found = CheckEventPlace(place);
    return found ? "" : found.error();
  }

  void Files() {
    for (const std::string& fine : {files_.Path("new"), files_.Write("empty", ""), std::string("/dev/stderr"),
                                    files_.Write("events", std::string(kEventBegin) + "2026"), std::string()})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(fine, std::string(), Why({fine, ""}));
    CPPUNIT_ASSERT(
        Why({"/no/such/events", ""}).starts_with("the event log /no/such/events: cannot open its directory"));
    CPPUNIT_ASSERT(Why({files_.Write("other", "root:x:0"), ""}).find("does not begin with an event") !=
                   std::string::npos);
    CPPUNIT_ASSERT(!Why({files_.path(), ""}).empty());
  }

  // As standard output is under systemd.
  void Sockets() {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string path = files_.Path("socket");
    std::copy(path.begin(), path.end(), std::begin(name.sun_path));
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    CPPUNIT_ASSERT(bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
    for (const std::string& bad : {path, "/proc/self/fd/" + std::to_string(socket.get())})
      CPPUNIT_ASSERT_MESSAGE(bad, Why({bad, ""}).find("is a socket") != std::string::npos);
    CPPUNIT_ASSERT(IsStandardError("/dev/fd/2") && !IsStandardError("/dev/fd/21"));
  }

  void Programs() {
    for (const char* fine : {"/bin/sh -c 'exec cat'", "sh", "  '/bin/sh' -c x", "/bin/s\\h"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(fine, std::string(), Why({"", fine}));
    for (const char* bad :
         {"/no/such -x", "/etc/passwd", "'/no such/program' x", "no-such-program-at-all", "''"})
      CPPUNIT_ASSERT_MESSAGE(bad, !Why({"", bad}).empty());
  }

  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventPlaceTest);

}  // namespace
}  // namespace errwatch::store
