package org.opendip.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

class AuditLogTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AuditLog.Deed DEED = new AuditLog.Deed("dip settle-year", "city/2026 abc", "k:1", "", 3, 99);

    @TempDir
    private Path region;

    @Test
    void itTellsWhatWasDoneWhatFailedAndWhatWasHeardOfNoMore() {
        AuditLog.Open killed = at(0).begin(DEED);
        AuditLog.Open failed = at(1).begin(DEED);
        failed.failed(DipErrors.caseMissing("S20260061979025", "run", "record"));
        AuditLog.Open done = at(2).begin(DEED);
        done.done("settle-year-2026-1");
        assertThat(killed).isNotNull();
        assertThat(at(3).entries())
                .extracting(AuditLog.Entry::began, AuditLog.Entry::outcome, AuditLog.Entry::made, AuditLog.Entry::deed)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(NOON, null, "", DEED),
                        org.assertj.core.groups.Tuple.tuple(NOON.plusSeconds(1), "failed: USAGE", "", DEED),
                        org.assertj.core.groups.Tuple.tuple(NOON.plusSeconds(2), "done", "settle-year-2026-1", DEED));
        assertThat(at(3).entries().get(0).user()).isEqualTo(System.getProperty("user.name"));
        assertThat(at(3).entries().get(0).ended()).isNull();
    }

    @Test
    void itHoldsNoMessageAndIsItsOwners() throws IOException {
        at(0).begin(DEED).failed(DipErrors.caseMissing("S20260061979025", "run", "record"));
        List<Path> files;
        try (Stream<Path> found = Files.list(region.resolve("_audit"))) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSize(2);
        for (Path file : files) {
            assertThat(Files.readString(file)).endsWith("}\n").doesNotContain("S20260061979025");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(region.resolve("_audit"))))
                .isEqualTo("rwx------");
    }

    @Test
    void anEventCutShortByACrashIsPassedOver() throws IOException {
        at(0).begin(DEED).done("one");
        Files.writeString(region.resolve("_audit/20260101T120500.000Z-x-start.json"), "{\"at\":\"2026-");
        assertThat(at(1).entries()).hasSize(1);
        assertThat(AuditLog.of(new Configuration(), region.resolve("elsewhere").toString())
                        .entries())
                .isEmpty();
    }

    @Test
    void whatCannotBeLoggedIsNotBegun() throws IOException {
        Files.writeString(region.resolve("_audit"), "a file where the folder should be");
        assertThatThrownBy(() -> at(0).begin(DEED))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("cannot be written");
    }

    private AuditLog at(int seconds) {
        return AuditLog.of(
                new Configuration(),
                region.toString(),
                Clock.offset(Clock.fixed(NOON, ZoneOffset.UTC), Duration.ofSeconds(seconds)));
    }
}
