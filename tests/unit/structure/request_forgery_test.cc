#include "structure/request_forgery.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/everyday_values.h"

namespace errwatch {
namespace {

class RequestForgeryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestForgeryTest);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST(InnerAddresses);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AttacksAreFound() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasRequestForgery, kAttacks, true));
  }
  void EverydayValuesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasRequestForgery, kEverydayValues, false));
  }
  void NearMissesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasRequestForgery, kNearMisses, false));
  }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const auto* list : {&kAttacks, &kNearMisses})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += HasRequestForgery(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(kAttacks.size(), found);
  }

  void InnerAddresses() {
    const std::vector<std::string_view> inner = {"http://127.0.0.1/",
                                                 "https://127.0.0.1:443/x",
                                                 "http://127.0.0.1:8080/",
                                                 "http://127.3.2.1/",
                                                 "http://10.0.0.1/",
                                                 "http://10.255.1.2:9200/x",
                                                 "http://172.16.0.1/",
                                                 "http://172.31.9.9:8080/",
                                                 "http://192.168.1.1/a?b",
                                                 "//10.0.0.1/x",
                                                 "//127.0.0.1",
                                                 "127.0.0.1:8080",
                                                 "localhost:6379",
                                                 "localhost:80",
                                                 "http://localhost/",
                                                 "http://localhost/admin",
                                                 "https://localhost:9200/",
                                                 "http://localhost:22",
                                                 "ws://127.0.0.1/",
                                                 "ftp://192.168.0.1/",
                                                 "http:/127.0.0.1/",
                                                 "http:\\\\127.0.0.1\\",
                                                 "http://100.64.0.1/",
                                                 "http://user:pw@192.168.1.1/"};
    const std::vector<std::string_view> others = {"http://8.8.8.8/",
                                                  "http://172.32.0.1/",
                                                  "http://172.15.0.1/",
                                                  "http://192.169.0.1/",
                                                  "http://11.0.0.1/",
                                                  "http://100.128.0.1/",
                                                  "http://169.253.0.1/",
                                                  "http://localhost:3000/",
                                                  "http://localhost:8080/callback",
                                                  "http://localhost:5173/x",
                                                  "http://127.0.0.1:51234/callback",
                                                  "http://localhost:40000/",
                                                  "127.0.0.1",
                                                  "10.0.0.1",
                                                  "192.168.1.1",
                                                  "localhost",
                                                  "10.0.0.0/8",
                                                  "127.0.0.1 - - [x]",
                                                  "at 10:30",
                                                  "1:2",
                                                  "10:00",
                                                  "12:30:45",
                                                  "0:15",
                                                  "127:1",
                                                  "localhost is slow",
                                                  "localhosts:80",
                                                  "mylocalhost/",
                                                  "http://localhost.example.org/",
                                                  "http://127.0.0.1.example.org/",
                                                  "http://10.example.org/",
                                                  "https://example.org/?u=http://10.0.0.1/",
                                                  "see http://127.0.0.1/"};
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasInsideAddress, inner, true));
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasInsideAddress, others, false));
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasInsideAddress, kEverydayValues, false));
  }

 private:
  // As they are sent in a query.
  const std::vector<std::string_view> kAttacks = {
      "http://2130706433/",
      "http://0x7f000001/",
      "http://0x7f.0.0.1/",
      "http://0x7f.1/",
      "http://017700000001/",
      "http://0177.0.0.1/",
      "http://0177.1/",
      "http://127.1/",
      "http://127.0.1/",
      "http://0/",
      "http://0.0.0.0/",
      "http://0.0.0.0:80/",
      "http://[::1]/",
      "http://[::]/",
      "http://[0:0:0:0:0:0:0:1]/",
      "http://[::ffff:127.0.0.1]/",
      "http://[::ffff:7f00:1]/",
      "http://[::127.0.0.1]/",
      "http://[fd00::1]/",
      "http://[fe80::1%25eth0]/",
      "http://[64:ff9b::7f00:1]/",
      "http://[fd00:ec2::254]/",
      "http://3232235777/",
      "http://010.0.0.1/",
      "http://1.1/",
      "http://127.0.0.1.nip.io/",
      "http://127-0-0-1.sslip.io/",
      "http://a.10.0.0.1.xip.io/",
      "http://localtest.me/",
      "http://x.localtest.me/",
      "http://lvh.me:3000/",
      "http://x.localhost/",
      "http://169.254.169.254/",
      "http://169.254.169.254/latest/meta-data/",
      "http://100.100.100.200/",
      "http://192.0.0.192/",
      "http://metadata.google.internal/",
      "http://metadata/",
      "http://instance-data/",
      "http://kubernetes.default.svc/",
      "http://api.default.svc.cluster.local/",
      "http://x.oastify.com/",
      "http://a.b.burpcollaborator.net/",
      "http://x.interact.sh/",
      "//169.254.169.254/",
      "https://2852039166/",
      "HTTP://0X7F000001/",
      "http:///2130706433/",
      "http:\\\\127.1\\",
      "http:/\\/0x7f.1/",
      "ftp://0x7f.1/",
      "gopher://127.0.0.1:6379/_x",
      "gopher://x/",
      "dict://x:11211/stat",
      "ldap://x/",
      "ldaps://x/",
      "tftp://x/y",
      "jar:http://x!/y",
      "jar:file:///x!/y",
      "netdoc://x/y",
      "file:///etc/hosts",
      "file://x/share",
      "smb://x/y",
      "rmi://x/y",
      "redis://x:6379",
      "unix:///var/run/docker.sock",
      "sftp://x/",
      "url=gopher://x/",
      "{\"u\":\"gopher://x/\"}",
      "{\"u\":\"http://169.254.169.254/\"}",
      "a=http://0x7f.1/",
      "http://x@127.0.0.1/",
      "http://good.example@evil.example/",
      "http://good.example:80@evil.example/",
      "http://www.good.example%2540evil.example@x.example/",
      "http://evil.example%23@127.0.0.1/",
      "http://127.0.0.1\\@evil.example/",
      "http://evil.example?@127.0.0.1/",
      "http://%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1/",
      "http://%E2%93%9B%E2%93%9E%E2%93%92alhost/",
      "http://127%E3%80%820%E3%80%821/",
      "http://%C2%B9%C2%B27.0.0.1/",
      "http://%F0%9D%9F%8F27.0.0.1/",
      "http://127.0.1./",
  };
  const std::vector<std::string_view> kNearMisses = {
      "http://8.8.8.8/",
      "http://1.2.3.4:8080/x",
      "https://93.184.216.34/",
      "http://127.0.0.1/",
      "http://10.0.0.1/",
      "http://192.168.1.1/",
      "http://localhost/",
      "http://localhost:3000/",
      "http://[2001:db8::1]/",
      "http://[2606:4700::1111]/",
      "http://[::8.8.8.8]/",
      "http://[::ffff:8.8.8.8]/",
      "http://[x]/",
      "http://[1:2]/",
      "http://[]/",
      "http://[fec0::1]/",
      "http://[fb00::1]/",
      "http://[fec0::/",
      "http://[1:2:3:4:5:6:7:8:9]/",
      "http://[::1::]/",
      "http://[12345::]/",
      "http://example.org/",
      "https://www.example.org/a?b=c#d",
      "//cdn.example.org/x.js",
      "http://user@example.org/",
      "http://user:pw@example.org/",
      "https://medium.com/@user",
      "https://example.org/a@b.c",
      "https://example.org?mail=a@b.c",
      "https://example.org/?u=a@b.c",
      "ssh://git@github.com/x",
      "mailto:a@b.example",
      "ftp://ftp.example.org/",
      "ftp://user@ftp.example.org/",
      "wss://x.example/",
      "xmpp:a@b.example",
      "http://0x.example.org/",
      "http://0xample.org/",
      "http://1e5.example/",
      "http://1.2.3.4.example/",
      "http://1.2.3.4.5/",
      "http://a.1/",
      "http://12a/",
      "http://0x7g/",
      "http://256.example.org/",
      "http://nip.io/",
      "http://www.nip.io/",
      "http://example-nip.io/",
      "http://mylocaltest.me/",
      "http://metadatas.example/",
      "http://example.org/metadata",
      "http://svc.example.org/",
      "http://oast.example.org/",
      "http://interact.show/",
      "http://localhost.example.org/",
      "http://notlocalhost/",
      "file:///C:/Users/me/x.html",
      "file:///Users/me/x.html",
      "file: x",
      "file:x",
      "files://x",
      "file name: x",
      "profile://x",
      "jar: honey",
      "jar:x",
      "dict: word",
      "dict:x",
      "ldap",
      "ldap:x",
      "unix: history",
      "redis",
      "gopher",
      "gopher: an animal",
      "smb:x",
      "nis: x",
      "12:30:45",
      "2024-05-01T12:00",
      "http:",
      "http://",
      "https://",
      "://",
      "//",
      "///",
      "http:x",
      "http: x",
      "about http://",
      "example.org:8080",
      "a:b",
      "a://b",
      "x:y:z",
      "1:1",
      "android-app://com.example",
      "urn:isbn:1",
      "data:,x",
      "http://%E4%BE%8B%E3%80%82%E4%B8%AD/",
      "http://b%C3%BCcher.example/",
      "http://example.org./",
      "http://x?y",
      "http://x#y",
      "http://x\\y",
      "intent://x",
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestForgeryTest);

}  // namespace
}  // namespace errwatch
