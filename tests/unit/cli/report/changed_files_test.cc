#include "cli/report/changed_files.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class ChangedFilesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChangedFilesTest);
  CPPUNIT_TEST(ListsWhatChanged);
  CPPUNIT_TEST(WhatRunsComesFirst);
  CPPUNIT_TEST(KnowsScriptsByNameModeAndContent);
  CPPUNIT_TEST(DoesNotFollowLinks);
  CPPUNIT_TEST(ADirectoryThatIsALink);
  CPPUNIT_TEST(IsBounded);
  CPPUNIT_TEST(SaysWhatItCouldNotRead);
  CPPUNIT_TEST(OpensNoDevicesAndPipes);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  static constexpr int64_t kLongAgoUs = 1'000'000'000'000'000;

  ChangedFiles Find(int64_t since_us = kLongAgoUs, const ChangeBounds& bounds = ChangeBounds(),
                    const std::set<std::string>& asked_for = {}) {
    Result<ChangedFiles> found = FindChangedFiles(files_.Path("www"), since_us, asked_for, bounds);
    CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error(), found.ok());
    return std::move(found).value();
  }
  static int64_t NowUs() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * int64_t{1'000'000};
  }

 public:
  void ListsWhatChanged() {
    files_.Write("www/a/index.html", "abc");
    const ChangedFiles found = Find();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.files.size());
    const ChangedFile& file = found.files[0];
    CPPUNIT_ASSERT_EQUAL(std::string("/a/index.html"), file.path);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, file.bytes);
    CPPUNIT_ASSERT_EQUAL(std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                         file.digest);
    CPPUNIT_ASSERT(!file.runs && !file.asked_for && !file.owner.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Find(NowUs() + int64_t{3600} * 1'000'000).files.size());
  }

  // An old mtime is soon made; ctime is not.
  void WhatRunsComesFirst() {
    files_.Write("www/z.txt", "z");
    const std::string script = files_.Write("www/uploads/x.php", "<?php");
    const timespec old[2] = {{1'000'000, 0}, {1'000'000, 0}};
    CPPUNIT_ASSERT_EQUAL(0, ::utimensat(AT_FDCWD, script.c_str(), old, 0));
    const ChangedFiles found = Find(NowUs() - int64_t{60} * 1'000'000, ChangeBounds(), {"/uploads/x.php"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.files.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/uploads/x.php"), found.files[0].path);
    CPPUNIT_ASSERT(found.files[0].runs && found.files[0].asked_for && !found.files[1].asked_for);
  }

  void KnowsScriptsByNameModeAndContent() {
    for (const char* name : {"www/a.PHP", "www/b.php.jpg", "www/.htaccess", "www/c.phtml"})
      files_.Write(name, "x");
    ::chmod(files_.Write("www/program", "x").c_str(), 0755);
    files_.Write("www/picture.jpg", "\xff\xd8 <?php system(1);");
    files_.Write("www/script", "#!/bin/sh\n");
    for (const ChangedFile& file : Find().files) CPPUNIT_ASSERT_MESSAGE(file.path, file.runs);
    files_.Write("www/photo.jpg", "\xff\xd8 x");
    const ChangedFiles found = Find();
    CPPUNIT_ASSERT_EQUAL(std::string("/photo.jpg"), found.files.back().path);
    CPPUNIT_ASSERT(!found.files.back().runs);
  }

  void DoesNotFollowLinks() {
    files_.Write("secret/key", "k");
    files_.Write("www/a", "a");
    ::symlink(files_.Path("secret").c_str(), files_.Path("www/dir").c_str());
    ::symlink(files_.Path("secret/key").c_str(), files_.Path("www/file").c_str());
    const ChangedFiles found = Find();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, found.files.size());
    for (const ChangedFile& file : found.files) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(file.path, file.path != "/a", file.is_link);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(file.path, file.is_link, file.digest.empty());
      if (file.path == "/file") CPPUNIT_ASSERT_EQUAL(files_.Path("secret/key"), file.target);
    }
  }

  // The current release of a site.
  void ADirectoryThatIsALink() {
    files_.Write("www/a", "a");
    CPPUNIT_ASSERT_EQUAL(0, ::symlink("www", files_.Path("current").c_str()));
    CPPUNIT_ASSERT_EQUAL(files_.Path("www"), WithoutLinks(files_.Path("current")));
    CPPUNIT_ASSERT_EQUAL(files_.Path("missing"), WithoutLinks(files_.Path("missing")));
    CPPUNIT_ASSERT(!FindChangedFiles(files_.Path("current"), kLongAgoUs, {}).ok());
  }

  void IsBounded() {
    for (int i = 0; i < 100; ++i) files_.Write("www/" + std::to_string(i), "0123456789");
    files_.Write("www/z.php", "0123456789");
    ChangeBounds bounds;
    bounds.listed = 3;
    bounds.bytes = 20;
    ChangedFiles found = Find(kLongAgoUs, bounds);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, found.files.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{101}, found.changed);
    CPPUNIT_ASSERT_EQUAL(std::string("/z.php"), found.files[0].path);
    CPPUNIT_ASSERT(!found.files[1].digest.empty() && found.files[2].digest.empty() && !found.cut);
    bounds.files = 10;
    found = Find(kLongAgoUs, bounds);
    CPPUNIT_ASSERT(found.cut);
    CPPUNIT_ASSERT_EQUAL(uint64_t{10}, found.looked_at);
  }

  void SaysWhatItCouldNotRead() {
    CPPUNIT_ASSERT(!FindChangedFiles(files_.Path("none"), 0, {}).ok());
    CPPUNIT_ASSERT(!FindChangedFiles(files_.Write("file", "x"), 0, {}).ok());
    ChangeBounds bounds;
    bounds.depth = 1;
    files_.Write("www/a/b/c", "x");
    const ChangedFiles found = Find(kLongAgoUs, bounds);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, found.unread);
    CPPUNIT_ASSERT(found.files.empty());
  }

  void OpensNoDevicesAndPipes() {
    files_.Write("www/a", "x");
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(files_.Path("www/pipe.php").c_str(), 0600));
    const ChangedFiles found = Find();
    CPPUNIT_ASSERT_EQUAL(std::string("/pipe.php"), found.files[0].path);
    CPPUNIT_ASSERT(found.files[0].digest.empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChangedFilesTest);

}  // namespace
}  // namespace errwatch::cli
