package org.opendip.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.policy.errors.DipException;

class LeaseTest {
    private static final Duration LASTS = Duration.ofSeconds(60);

    @TempDir
    private Path region;

    private final SteppedClock clock = new SteppedClock();

    @Test
    void aSecondWriterIsRefusedAndToldHowLongToWait() {
        try (Lease first = take("settle-year 2026")) {
            clock.step(20);
            assertThatThrownBy(() -> take("calibrate-catalog 2026"))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("settle-year 2026")
                    .hasMessageContaining("41 more seconds");
            assertThatCode(first::confirm).doesNotThrowAnyException();
        }
    }

    @Test
    void aLeaseGivenBackCanBeTakenAtOnce() {
        take("one").close();
        assertThat(region.resolve(Lease.FILE)).doesNotExist();
        take("two").close();
    }

    @Test
    void aRenewedLeaseDoesNotExpire() throws IOException {
        try (Lease first = take("one")) {
            for (int i = 0; i < 5; i++) {
                clock.step(50);
                assertThat(first.renew()).isTrue();
            }
            assertThatThrownBy(() -> take("two")).isInstanceOf(DipException.class);
        }
    }

    @Test
    void aCrashLeavesALeaseThatExpires() {
        take("crashed"); // Never closed: as after a power failure.
        clock.step(61);
        try (Lease next = take("next")) {
            assertThatCode(next::confirm).doesNotThrowAnyException();
        }
        assertThat(region).isEmptyDirectory();
    }

    @Test
    void aCrashInTheMiddleOfTakingItLeavesALeaseThatExpires() throws IOException {
        Path file = Files.createFile(region.resolve(Lease.FILE));
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(clock.instant()));
        assertThatThrownBy(() -> take("next")).isInstanceOf(DipException.class);
        clock.step(61);
        take("next").close();
    }

    @Test
    void aHolderThatStoodStillCannotCommit() {
        Lease slow = take("slow");
        clock.step(61);
        try (Lease quick = take("quick")) {
            assertThatThrownBy(slow::confirm)
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("The run slow was not committed.")
                    .hasMessageContaining("quick");
            slow.close();
            assertThatCode(quick::confirm).doesNotThrowAnyException();
        }
    }

    @Test
    void aHolderThatStoodStillWhileNobodyTookItGoesOn() {
        try (Lease slow = take("slow")) {
            clock.step(300);
            assertThatCode(slow::confirm).doesNotThrowAnyException();
            assertThatThrownBy(() -> take("next")).isInstanceOf(DipException.class);
        }
    }

    @Test
    void aLeaseRenewedWhileSomeoneTakesItOverIsPutBack() throws IOException {
        Lease slow = take("slow");
        LeaseFile file = new LeaseFile.Local(region.resolve(Lease.FILE));
        LeaseFile.Content seen = file.read().orElseThrow();
        clock.step(61);
        slow.renew();
        file.setAside("taker", seen);
        assertThatCode(slow::confirm).doesNotThrowAnyException();
        slow.close();
        assertThat(region).isEmptyDirectory();
    }

    @Test
    void ofManyWritersAtOnceOneGetsAnExpiredLease() throws Exception {
        for (int round = 0; round < 200; round++) {
            take("crashed " + round);
            clock.step(61);
            int writers = 8;
            ExecutorService threads = Executors.newFixedThreadPool(writers);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Lease>> tries = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String run = "writer " + i;
                tries.add(threads.submit(() -> {
                    go.await();
                    try {
                        return take(run);
                    } catch (DipException e) {
                        return null;
                    }
                }));
            }
            go.countDown();
            List<Lease> taken = new ArrayList<>();
            for (Future<Lease> one : tries) {
                if (one.get() != null) {
                    taken.add(one.get());
                }
            }
            threads.shutdown();
            assertThat(taken.stream().filter(LeaseTest::mayCommit)).hasSize(1);
            taken.forEach(Lease::close);
            assertThat(region).isEmptyDirectory();
        }
    }

    @Test
    void storageThatCannotPromiseOneWriterIsRefused() {
        assertThatThrownBy(() -> Lease.file(new Configuration(), "s3a://bucket/warehouse/city", null))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("s3a")
                .hasMessageContaining(Lease.FOLDER_SETTING);
        assertThat(Lease.file(new Configuration(), "s3a://bucket/warehouse/city", region.toString())
                        .name())
                .isEqualTo(region.resolve("s3a_bucket_warehouse_city_lease").toString());
        assertThat(Lease.file(new Configuration(), "hdfs://names/warehouse/city", null)
                        .name())
                .isEqualTo("hdfs://names/warehouse/city/_lease");
    }

    @Test
    void theBackgroundRenewsIt() throws Exception {
        System.setProperty(Lease.SECONDS_SETTING, "1");
        try (Lease lease = Lease.take(new Configuration(), region.toString(), "long")) {
            Thread.sleep(2500);
            assertThatThrownBy(() -> Lease.take(new Configuration(), region.toString(), "other"))
                    .isInstanceOf(DipException.class);
            lease.confirm();
        } finally {
            System.clearProperty(Lease.SECONDS_SETTING);
        }
    }

    /** Of several that believe they hold it, the file decides. */
    private static boolean mayCommit(Lease lease) {
        try {
            lease.confirm();
            return true;
        } catch (DipException e) {
            return false;
        }
    }

    private Lease take(String run) {
        return Lease.take(Lease.file(new Configuration(), region.toString(), null), run, clock, LASTS);
    }

    /** A clock that stands until it is told to go on. */
    private static final class SteppedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        synchronized void step(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
