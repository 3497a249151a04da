//! The scene: a market with two development tokens, which are Stylus programs themselves, and a mock
//! oracle, a lender, three borrowers whose loans lie at different depths, and a liquidator. It sets
//! things up and decides nothing.

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    providers::{DynProvider, Provider},
    sol_types::SolValue,
};
use anyhow::Result;
use ebb_ledger::Terms;

use crate::{
    abi::{
        ILendingMarket::ILendingMarketInstance, LiquidationQuote, MarketParams,
        Oracle::OracleInstance, PositionHealth, Token::TokenInstance,
    },
    actors::{Actors, LOANS},
    chain::{Chain, refusal},
    config::Config,
    deploy, market, report,
    rules::{self, COLLATERAL_DECIMALS, LOAN_DECIMALS, price, units},
};

/// The price at which the loans are opened [loan units per collateral unit].
const FIRST_PRICE: u64 = 3000;
/// When the price falls [seconds after the first fall] and to what.
const FALLS: [(u64, u64); 3] = [(0, 2580), (240, 2520), (480, 2460)];
/// What the lender supplies, and what the liquidator owns [whole units].
const LIQUIDITY: u64 = 500_000;
/// What scripts/build calls the token.
const TOKEN_PACKAGE: &str = "ebb-token";
/// Gas that each actor gets the ether for, at twice the current price.
const ACTOR_GAS: u64 = 30_000_000;

/// A fall of the price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fall {
    /// Seconds after the first fall.
    pub(crate) at: u64,
    /// The new price [1e36].
    pub(crate) price: U256,
}

/// Who owes.
#[derive(Clone, Debug)]
pub(crate) struct Borrower {
    /// As printed.
    pub(crate) name: &'static str,
    /// Whose position it is.
    pub(crate) address: Address,
}

/// All that the run needs.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// The market's contract.
    pub(crate) market: ILendingMarketInstance<DynProvider>,
    /// What identifies the market.
    pub(crate) params: MarketParams,
    /// Its id.
    pub(crate) id: B256,
    /// The rules in `params`, readable.
    pub(crate) terms: Terms,
    /// The price's mock.
    pub(crate) oracle: OracleInstance<DynProvider>,
    /// The loan token.
    pub(crate) loan: TokenInstance<DynProvider>,
    /// Who sets prices.
    pub(crate) payer: Address,
    /// Who liquidates.
    pub(crate) liquidator: Address,
    /// Who owes.
    pub(crate) borrowers: Vec<Borrower>,
    /// How the price falls.
    pub(crate) falls: Vec<Fall>,
}

impl Scene {
    /// Deploys the mocks, creates the market, lends and opens the loans.
    pub(crate) async fn open(chain: &Chain, config: &Config, actors: &Actors) -> Result<Self> {
        let provider = chain.provider.clone();
        let payer = actors.payer.address();
        let liquidator = actors.liquidator.address();
        // Before anything is paid for.
        chain.ensure_contract(config.market).await?;
        report::progress("funding the actors' gas");
        let ether = U256::from(chain.provider.get_gas_price().await?) * U256::from(2 * ACTOR_GAS);
        for actor in actors.borrowers.iter().chain([&actors.liquidator]) {
            chain.fund(actor.address(), ether).await?;
        }

        report::progress("deploying two tokens and an oracle");
        let loan = token(chain, config, ("USD Coin", "USDC", LOAN_DECIMALS)).await?;
        let collateral = token(
            chain,
            config,
            ("Wrapped Ether", "WETH", COLLATERAL_DECIMALS),
        )
        .await?;
        let first = price(FIRST_PRICE).abi_encode();
        let oracle = deploy::mock(chain, &config.artifacts, "OracleMock", first).await?;

        report::progress("creating the market");
        let params = rules::params(loan, collateral, oracle);
        let market = market::create(chain, config.market, &params).await?;
        let scene = Self {
            market,
            id: keccak256(params.abi_encode()),
            terms: rules::terms(),
            params,
            oracle: OracleInstance::new(oracle, provider.clone()),
            loan: TokenInstance::new(loan, provider.clone()),
            payer,
            liquidator,
            borrowers: LOANS
                .iter()
                .zip(&actors.borrowers)
                .map(|(loan, key)| Borrower {
                    name: loan.0,
                    address: key.address(),
                })
                .collect(),
            falls: FALLS
                .iter()
                .map(|&(at, to)| Fall {
                    at,
                    price: price(to),
                })
                .collect(),
        };
        scene.lend(chain).await?;
        let collateral = TokenInstance::new(collateral, provider);
        for (borrower, loan) in scene.borrowers.iter().zip(LOANS) {
            scene
                .open_loan(chain, &collateral, borrower, loan.1, loan.2)
                .await?;
        }
        Ok(scene)
    }

    /// The market's quote for a repayment of at most `max_repay` [loan assets].
    pub(crate) async fn quote(
        &self,
        account: Address,
        max_repay: U256,
    ) -> Result<LiquidationQuote> {
        let call = self
            .market
            .previewLiquidation(self.params.clone(), account, max_repay);
        call.call()
            .await
            .map_err(|error| refusal("asking for a quote", error))
    }

    /// How safe a position is.
    pub(crate) async fn health(&self, account: Address) -> Result<PositionHealth> {
        let call = self.market.positionHealth(self.params.clone(), account);
        call.call()
            .await
            .map_err(|error| refusal("asking for a position's health", error))
    }

    /// The payer lends, and the liquidator gets what he pays with.
    async fn lend(&self, chain: &Chain) -> Result<()> {
        report::progress("lending 500,000 USDC");
        let assets = units(LIQUIDITY, LOAN_DECIMALS);
        let market = *self.market.address();
        for owner in [self.payer, self.liquidator] {
            let mint = self.loan.mint(owner, assets).from(self.payer);
            chain.send("minting USDC", mint).await?;
            let approval = self.loan.approve(market, U256::MAX).from(owner);
            chain.send("approving USDC", approval).await?;
        }
        let supply = self
            .market
            .supply(self.params.clone(), assets, U256::ZERO, self.payer);
        chain.send("lending", supply.from(self.payer)).await?;
        Ok(())
    }

    /// Puts collateral in and borrows against it, both in whole units.
    async fn open_loan(
        &self,
        chain: &Chain,
        token: &TokenInstance<DynProvider>,
        borrower: &Borrower,
        collateral: u64,
        debt: u64,
    ) -> Result<()> {
        let Borrower { name, address } = *borrower;
        let secured = units(collateral, COLLATERAL_DECIMALS);
        let owed = units(debt, LOAN_DECIMALS);
        let mint = token.mint(address, secured).from(self.payer);
        chain.send("minting WETH", mint).await?;
        let approval = token.approve(*self.market.address(), secured).from(address);
        chain.send("approving WETH", approval).await?;
        let deposit = self
            .market
            .supplyCollateral(self.params.clone(), secured, address);
        chain
            .send("supplying collateral", deposit.from(address))
            .await?;
        let borrowing = self
            .market
            .borrow(self.params.clone(), owed, U256::ZERO, address, address);
        chain
            .send(&format!("{name}'s borrowing"), borrowing.from(address))
            .await?;
        report::opened(name, collateral, &self.health(address).await?);
        Ok(())
    }
}

/// Deploys a development token by name, symbol and decimals.
async fn token(
    chain: &Chain,
    config: &Config,
    (name, symbol, decimals): (&str, &str, u8),
) -> Result<Address> {
    let arguments = (name, symbol, U256::from(decimals)).abi_encode_params();
    deploy::program(chain, &config.programs, TOKEN_PACKAGE, &arguments).await
}
