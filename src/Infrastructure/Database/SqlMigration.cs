using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cesuur.Infrastructure.Database;

/// <summary>A migration is an SQL file beside this one, forward only; EF Core's migrator runs it once, under its lock.</summary>
public abstract class SqlMigration(string file) : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var assembly = typeof(SqlMigration).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Cesuur.Infrastructure.Database.Migrations.{file}")
            ?? throw new InvalidOperationException($"Migration {file} is not embedded.");
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}

[DbContext(typeof(AppDb))]
[Migration("0001_initial")]
public sealed class InitialMigration() : SqlMigration("0001_initial.sql");

[DbContext(typeof(AppDb))]
[Migration("0002_quartz")]
public sealed class QuartzMigration() : SqlMigration("0002_quartz.sql");
