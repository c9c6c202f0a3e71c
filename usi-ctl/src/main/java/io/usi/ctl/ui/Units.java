package io.usi.ctl.ui;

import io.usi.ctl.text.Sentences;
import java.time.LocalDate;
import java.util.TimeZone;

/** Sizes, durations and times for people. */
public final class Units {
    private static final String[] SIZES = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;

    private Units() {}

    /** Bytes in decimal units: {@code 999 B}, {@code 1.5 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + (Sentences.areFrench() ? " o" : " B");
        }
        int unit = 0;
        long tenths = bytes / 100;
        while (tenths >= 10_000) {
            tenths /= 1_000;
            unit++;
        }
        return Sentences.areFrench()
                ? tenths / 10 + "," + tenths % 10 + " " + SIZES[unit].charAt(0) + "o"
                : tenths / 10 + "." + tenths % 10 + " " + SIZES[unit];
    }

    /** Seconds: {@code 59s}, {@code 2m03s}, {@code 1h00m}, {@code 3d04h}. */
    public static String seconds(long seconds) {
        if (seconds < MINUTE) {
            return seconds + "s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + "m" + two(seconds % MINUTE) + "s";
        }
        if (seconds < DAY) {
            return seconds / HOUR + "h" + two(seconds % HOUR / MINUTE) + "m";
        }
        return seconds / DAY + (Sentences.areFrench() ? "j" : "d") + two(seconds % DAY / HOUR) + "h";
    }

    /**
     * A time in the user's zone: {@code 2026-11-22 22:14:05}.
     *
     * @param time RFC 3339 in UTC; anything else comes back as it is, made safe
     */
    public static String local(String time) {
        if (time.length() < "2026-11-22T22:14:05Z".length() || !time.endsWith("Z")) {
            return SafeText.line(time);
        }
        long utc;
        try {
            long day = LocalDate.of((int) part(time, 0, 4), (int) part(time, 5, 7), (int) part(time, 8, 10))
                    .toEpochDay();
            utc = day * DAY + part(time, 11, 13) * HOUR + part(time, 14, 16) * MINUTE + part(time, 17, 19);
        } catch (RuntimeException e) {
            return SafeText.line(time);
        }
        long local = utc + TimeZone.getDefault().getOffset(utc * 1_000) / 1_000;
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(local, (long) DAY));
        long second = Math.floorMod(local, (long) DAY);
        return day + " " + two(second / HOUR) + ":" + two(second % HOUR / MINUTE) + ":" + two(second % MINUTE);
    }

    private static long part(String time, int from, int to) {
        return Integer.parseInt(time, from, to, 10);
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
