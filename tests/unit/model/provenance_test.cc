#include "model/provenance.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr std::string_view kBrowser =
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
constexpr std::string_view kImage = "image/avif,image/webp,*/*;q=0.8";
constexpr std::string_view kPage = "text/html,application/xhtml+xml,*/*;q=0.8";

RequestHeaders Browser() {
  RequestHeaders headers;
  headers.method = "GET";
  headers.host = "www.example.org";
  headers.agent = kBrowser;
  headers.accept = kImage;
  headers.accept_language = "en-GB,en;q=0.5";
  return headers;
}

class ProvenanceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProvenanceTest);
  CPPUNIT_TEST(ForeignPagesWithFetchMetadata);
  CPPUNIT_TEST(FetchMetadataIsEnough);
  CPPUNIT_TEST(ScriptsOfForeignPages);
  CPPUNIT_TEST(ForeignPagesWithout);
  CPPUNIT_TEST(Links);
  CPPUNIT_TEST(ThisSite);
  CPPUNIT_TEST(OriginTells);
  CPPUNIT_TEST(WhatNoPageCanSend);
  CPPUNIT_TEST(OriginAloneIsEnough);
  CPPUNIT_TEST(Tools);
  CPPUNIT_TEST(Referers);
  CPPUNIT_TEST(Calls);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Calls() {
    const auto call = [](auto spoil) {
      RequestHeaders headers = Browser();
      headers.accept = kPage;
      headers.content_type = "application/x-www-form-urlencoded; charset=utf-8";
      spoil(headers);
      return MayBeCall(headers);
    };
    CPPUNIT_ASSERT(!call([](RequestHeaders&) {}));
    CPPUNIT_ASSERT(!call([](RequestHeaders& h) { h.content_type = "multipart/form-data; boundary=x"; }));
    CPPUNIT_ASSERT(!call([](RequestHeaders& h) { h.fetch_mode = "navigate"; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.content_type = "application/json"; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.content_type = ""; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.requested_with = "XMLHttpRequest"; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.accept = "application/json"; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.fetch_mode = "cors"; }));
    CPPUNIT_ASSERT(call([](RequestHeaders& h) { h.accept = "*/*"; }));
    CPPUNIT_ASSERT(!call([](RequestHeaders& h) { h.accept = "*/*", h.accept_language = ""; }));  // a tool
  }

  void ForeignPagesWithFetchMetadata() {
    for (const char* site : {"cross-site", "same-site", "Cross-Site"}) {
      RequestHeaders headers = Browser();
      headers.fetch_site = site;
      headers.fetch_dest = "image";
      CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
      headers.accept = "*/*";  // a script
      headers.fetch_dest = "script";
      CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    }
  }

  // A script of the page may empty these headers, and a link bring a name and a password.
  void FetchMetadataIsEnough() {
    RequestHeaders headers = Browser();
    headers.fetch_site = "cross-site";
    headers.fetch_dest = "empty";
    headers.accept = headers.accept_language = "";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    headers.method = "PUT";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
    headers.method = "GET";
    headers.agent = "curl/8.1";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
  }

  // Plain http: scripts and calls accept anything, and name the page that they stand on.
  void ScriptsOfForeignPages() {
    RequestHeaders headers = Browser();
    headers.accept = "*/*";
    CPPUNIT_ASSERT(ProvenanceOf(headers) ==
                   Provenance::kForeignPage);  // of a page that withholds where it is
    headers.referer = "http://forum.example.net/thread";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    headers.accept_language = "";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
  }

  // Plain http, or a browser of 2022.
  void ForeignPagesWithout() {
    RequestHeaders headers = Browser();
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);  // no referer: a page can withhold it
    headers.referer = "http://forum.example.net/thread";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    headers.accept = kPage;  // a link, or a frame: it cannot be told
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignLink);
    headers.referer = {};  // or an address that was typed
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignLink);
  }

  // A hit in a search engine, the way back from a log-in elsewhere, a form that another site sends here.
  void Links() {
    RequestHeaders headers = Browser();
    headers.accept = kPage;
    headers.fetch_site = "cross-site";
    headers.fetch_dest = "document";
    for (const char* method : {"GET", "POST"}) {
      headers.method = method;
      CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignLink);
    }
    headers.fetch_dest = "iframe";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    headers.method = "PUT";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
  }

  void ThisSite() {
    RequestHeaders headers = Browser();
    headers.referer = "https://www.example.org/gallery";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kOwnPicture);
    headers.accept = "text/css,*/*;q=0.1";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kOwnPage);
    headers.accept = kPage;
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kVisitor);
    headers.fetch_site = "same-origin";
    headers.fetch_dest = "empty";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kOwnPage);
    for (const char* dest : {"image", "iframe", "video"}) {
      headers.fetch_dest = dest;
      CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kOwnPicture);
    }
    headers.fetch_dest = "document";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kVisitor);
    headers.fetch_site = "none";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kVisitor);
  }

  void OriginTells() {
    RequestHeaders headers = Browser();
    headers.method = "POST";
    headers.accept = kPage;
    headers.origin = "http://www.example.org";  // and no referer
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kVisitor);
    headers.accept = "*/*";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kOwnPage);
    headers.accept = kPage;
    for (const char* other : {"http://www.example.org.evil.net", "http://www.example.org:8080", "null"}) {
      headers.origin = other;
      CPPUNIT_ASSERT_MESSAGE(other, ProvenanceOf(headers) == Provenance::kForeignLink);
    }
    headers.referer = "http://www.example.org/form";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kVisitor);  // "null" says nothing
    headers.origin = "http://forum.example.net";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignLink);
    headers.origin = "http://www.example.org";
    headers.fetch_site = "cross-site";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignLink);
    headers.fetch_site = {};
    headers.agent = "curl/8";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
  }

  void WhatNoPageCanSend() {
    RequestHeaders headers = Browser();
    headers.fetch_site = "cross-site";
    headers.fetch_dest = "empty";
    headers.method = "PROPFIND";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
    headers.method = "POST";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
  }

  // A WebSocket, and the question before a call to another site: an Origin, and none of a browser's other
  // headers.
  void OriginAloneIsEnough() {
    RequestHeaders headers;
    headers.method = "GET";
    headers.host = "www.example.org";
    headers.agent = kBrowser;
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
    for (const char* method : {"GET", "OPTIONS"}) {
      headers.method = method;
      headers.origin = "https://forum.example.net";
      CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    }
    headers.agent = "curl/8.1";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
  }

  void Tools() {
    RequestHeaders headers = Browser();
    headers.accept_language = {};
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
    headers = Browser();
    headers.agent = "curl/7.88.1";
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kTool);
    CPPUNIT_ASSERT(ProvenanceOf({}) == Provenance::kUnknown);
  }

  void Referers() {
    CPPUNIT_ASSERT(IsRefererOf("https://WWW.example.org:8443/a?b", "www.example.org:8443"));
    CPPUNIT_ASSERT(IsRefererOf("http://www.example.org", "www.example.org"));
    for (const char* other : {"https://www.example.org.evil.net/", "https://evil.net/www.example.org",
                              "www.example.org", "", "https://user@www.example.org/"})
      CPPUNIT_ASSERT(!IsRefererOf(other, "www.example.org"));
    CPPUNIT_ASSERT(!IsRefererOf("https:///x", ""));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProvenanceTest);

}  // namespace
}  // namespace errwatch
